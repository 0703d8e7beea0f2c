/** Where a replica listens for the others; HTTP for everybody else is on 127.0.0.1, at the same port. */
export const INTERSERVER_HOST = "127.0.0.2";

/** What a replica's process ends with when the library is another build than the one it knows. */
export const OTHER_BUILD_CODE = 3;
