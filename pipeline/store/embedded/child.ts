/**
 * The child process that is the embedded ClickHouse server.
 * Arguments: path of libchdb, data directory, HTTP port, TCP port, configuration file.
 */
import { runServer } from "./run-server.ts";

const [library = "", dir = "", http_port = "", tcp_port = "", config = ""] = process.argv.slice(2);

const listen = ["--listen_host", "127.0.0.1", "--http_port", http_port, "--tcp_port", tcp_port];
runServer(library, ["--path", dir, ...listen, "--config-file", config]);
