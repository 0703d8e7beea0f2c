import { AppError } from "../core/errors.ts";

export type Client = typeof import("node-rdkafka");

/** The compiled Kafka client. It is optional: where it could not be compiled everything but Kafka works. */
export async function loadClient(): Promise<Client> {
  try {
    const { default: client } = await import("node-rdkafka");
    return client;
  } catch (cause) {
    throw new AppError(
      "client_missing",
      "Kafka needs the package node-rdkafka, which is not compiled here: install a C++ compiler, make, Python 3 and OpenSSL's headers (Debian: g++ make python3 libssl-dev), then run npm ci.",
      { cause },
    );
  }
}
