/**
 * The child process that is a replica: the embedded server, which replicates in all but one thing. Nobody tells it its
 * own address, and it does not listen where replicas fetch parts from each other. Here it is told so in its memory,
 * before it starts: its address, no password between replicas, and that its second listening address serves them.
 * Arguments: as those of pipeline/store/embedded/child.ts; the configuration has both listening addresses.
 */
import { openSync, readFileSync, readSync, writeSync } from "node:fs";
import { open } from "ffi-rs";
import { runServer } from "../../pipeline/store/embedded/run-server.ts";
import { INTERSERVER_HOST, OTHER_BUILD_CODE } from "./replica-places.ts";

/**
 * The places in libchdb 26.7.2.1 (npm chdb 3.4.0, x64) that this needs, each with the bytes that must stand there. In
 * another build they are elsewhere: `address` is the function that throws "Parameter 'interserver_http(s)_port'
 * required", the others stand around it, and `listen` is LocalServer's call with "HTTPHandler-factory".
 */
const PLACES = {
  credentials: { at: 0x1417c940, bytes: "41574156534c8b3f" },
  address: { at: 0x1417c9c0, bytes: "4156534883ec484c8b36" },
  scheme: { at: 0x1417cac0, bytes: "488b06" },
  listen: { at: 0xf117ff6, bytes: "e8c5dc2709" },
} as const;
const MAKE_HANDLERS = 0x18395cc0;
/** Behind what is written to `scheme` and to `address`, where nothing else is then. */
const NO_USER = 0x1417cb08;
const SECOND_LISTENER = PLACES.address.at + 48;
/** The unused end of the library's last page of variables. */
const COUNTER = 0x22b98f00;
const HANDLERS = "InterserverIOHTTPHandler-factory";

const [library = "", dir = "", http_port = "", tcp_port = "", config = ""] = process.argv.slice(2);
open({ library: "chdb", path: library });
const origin = originOf(library);
const memory = openSync("/proc/self/mem", "r+");
if (Object.values(PLACES).some(({ at, bytes }) => read(at, bytes.length / 2) !== bytes)) process.exit(OTHER_BUILD_CODE);

const user_list = [0, 48, 48].map((offset) => pointer(origin + NO_USER + offset));
write(NO_USER, [Buffer.alloc(48)]);
// return { user: "", password: "", users: [("", "")] }, which stands 9 bytes behind the first instruction
write(PLACES.credentials.at, ["488d0509000000", "31d2", "c3", "cccccccccccc", Buffer.alloc(48), ...user_list]);
write(PLACES.address.at, returnText(INTERSERVER_HOST, "66c74718", word(Number(http_port))));
write(PLACES.scheme.at, returnText("http"));
write(SECOND_LISTENER, secondListener());
write(PLACES.listen.at, ["e8", relative(SECOND_LISTENER - (PLACES.listen.at + 5))]);
runServer(library, ["--path", dir, "--http_port", http_port, "--tcp_port", tcp_port, "--config-file", config]);

type Part = string | Buffer;

/** Count the calls; the second one, which is for the second listening address, makes the replicas' handlers. */
function secondListener(): readonly Part[] {
  const [name, text] = [32, 56];
  const counter = COUNTER - SECOND_LISTENER;
  return [
    ...["fe05", relative(counter - 6)], // inc counter
    ...["803d", relative(counter - 13), "02"], // cmp counter, 2
    "7507", // jne to the jump
    ...["488d0d", relative(name - 22)], // lea rcx, name
    ...["e9", relative(MAKE_HANDLERS - (SECOND_LISTENER + 27))], // jmp
    Buffer.alloc(name - 27),
    ...[pointer(origin + SECOND_LISTENER + text), pointer(HANDLERS.length), "2100000000000080"],
    Buffer.from(`${HANDLERS}\0`),
  ];
}

/** Code of a function that returns a short string (23 bytes and the length), with `more` between. */
function returnText(text: string, ...more: readonly Part[]): readonly Part[] {
  const bytes = Buffer.alloc(12);
  bytes.write(text);
  return [
    ...["48b8", bytes.subarray(0, 8), "488907"], // mov [rdi], bytes 0 to 7
    ...["c74708", bytes.subarray(8)], // mov [rdi + 8], bytes 8 to 11
    ...["c64717", Buffer.of(text.length)], // mov [rdi + 23], length
    ...more,
    ...["4889f8", "c3"], // return rdi
  ];
}

function pointer(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function relative(distance: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(distance);
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function originOf(path: string): number {
  const line = readFileSync("/proc/self/maps", "utf8").split("\n");
  return Number.parseInt(line.find((text) => text.endsWith(path)) ?? "", 16);
}

function read(at: number, length: number): string {
  const bytes = Buffer.alloc(length);
  readSync(memory, bytes, 0, length, origin + at);
  return bytes.toString("hex");
}

function write(at: number, parts: readonly Part[]): void {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "hex") : part)));
  writeSync(memory, bytes, 0, bytes.length, origin + at);
}
