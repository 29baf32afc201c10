// The extension of an authority's certificate that says for which names it may vouch (RFC 5280 4.2.1.10), as
// DER bytes: the library for certificates has none.
import { isIP } from 'node:net'

const SEQUENCE = 0x30
/** Of NameConstraints: allowed names, and forbidden ones. */
const PERMITTED = 0xa0
const EXCLUDED = 0xa1
/** Of GeneralName. */
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

/** All of these names, each with those below it, and no other; if no address is named, no address at all. */
export function constraintsOf(names: readonly string[]): Buffer<ArrayBuffer> {
  const words = names.filter((name) => isIP(name) === 0)
  const addresses = names.filter((name) => isIP(name) !== 0)
  const permitted = [
    ...words.map((word) => tagged(DNS_NAME, Buffer.from(word, 'ascii'))),
    ...addresses.map((address) => tagged(IP_ADDRESS, exactly(bytesOf(address)))),
  ]
  const excluded = [
    // A kind of name that nothing is said of would be free.
    ...(words.length > 0 ? [] : [tagged(DNS_NAME, Buffer.alloc(0))]),
    ...(addresses.length > 0
      ? []
      : [tagged(IP_ADDRESS, Buffer.alloc(8)), tagged(IP_ADDRESS, Buffer.alloc(32))]),
  ]
  return tagged(SEQUENCE, list(PERMITTED, permitted), list(EXCLUDED, excluded))
}

const list = (tag: number, names: readonly Buffer[]): Buffer =>
  names.length === 0 ? Buffer.alloc(0) : tagged(tag, ...names.map((name) => tagged(SEQUENCE, name)))

/** An address and the mask that leaves only that one. */
const exactly = (address: Buffer): Buffer => Buffer.concat([address, Buffer.alloc(address.length, 0xff)])

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

/** Four bytes, or sixteen. */
function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // A URL writes an address in one way, with `::` at most once, and without a v4 tail.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const gap = Array<number>(8 - before.length - after.length).fill(0)
  return Buffer.from([...before, ...gap, ...after].flatMap((group) => [group >> 8, group & 0xff]))
}
