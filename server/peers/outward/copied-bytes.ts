// Bytes out of a message that are kept: those of a small one lie in the packet that it came in, with much
// else.

/** The same bytes in memory of their own; unchanged if they are most of the buffer that they are in. */
export const owned = (bytes: Uint8Array): Uint8Array =>
  2 * bytes.length >= bytes.buffer.byteLength ? bytes : bytes.slice()
