// The messages of a client of a Colyseus room, both ways, in bytes, with Colyseus's own encoder and decoder
// of its state.
import { decode, encode, Reflection } from '@colyseus/schema'
import { pack, unpack } from 'msgpackr'

const JOIN_ROOM = 10
const ROOM_DATA = 13
const ROOM_STATE = 14
const ROOM_STATE_PATCH = 15

/**
 * The message `use` with the name of a thing, as the SDK sends it: type and payload, the latter in
 * MessagePack.
 */
export function useMessage(name) {
  const bytes = new Uint8Array(64)
  bytes[0] = ROOM_DATA
  const it = { offset: 1 }
  encode.string(bytes, 'use', it)
  // MessagePack's fixstr and the encoder's string are the same for short names.
  encode.string(bytes, name, it)
  return bytes.slice(0, it.offset)
}

/** Any message with a payload. */
export function message(type, payload) {
  const head = new Uint8Array(2 + type.length)
  head[0] = ROOM_DATA
  encode.string(head, type, { offset: 1 })
  return new Uint8Array([...head, ...pack(payload)])
}

/** The answer of a client that was let in; then it is sent the state. */
export const joined = Uint8Array.of(JOIN_ROOM)

/**
 * Follows the state. `read` answers `joined` for the first frame, `state` when the state may have changed, or
 * null.
 */
export function follow() {
  let decoder = null
  return {
    uses: (name) => decoder?.state.things?.get(name)?.uses ?? 0,
    /** All walkers, by their session, as plain values. */
    walkers: () => decoder?.state.walkers?.toJSON() ?? {},
    walker: (session) => decoder?.state.walkers?.get(session),
    /** Spoken words, if these bytes have any; null otherwise. */
    said(bytes) {
      if (bytes[0] !== ROOM_DATA) return null
      const it = { offset: 1 }
      return decode.string(bytes, it) === 'said' ? unpack(bytes.subarray(it.offset)) : null
    },
    read(bytes) {
      const it = { offset: 1 }
      if (bytes[0] === JOIN_ROOM) {
        decode.utf8Read(bytes, it, bytes[it.offset++])
        decode.utf8Read(bytes, it, bytes[it.offset++])
        const length = decode.number(bytes, it)
        decoder = Reflection.decode(bytes.subarray(0, it.offset + length), it)
        return 'joined'
      }
      if (bytes[0] !== ROOM_STATE && bytes[0] !== ROOM_STATE_PATCH) return null
      decoder.decode(bytes, it)
      return 'state'
    },
  }
}
