// Reads the value of one option, or says in one sentence what it takes.
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isRange } from '../network/ip-ranges.ts'

/** A value that cannot be used, in one sentence. */
export class Wrong extends Error {}

export function whole(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new Wrong(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`)
}

export function oneOf<const T extends string>(name: string, text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text)
  if (found !== undefined) return found
  throw new Wrong(`--${name} is one of ${values.join(', ')}, not "${text}".`)
}

export function nonEmpty(name: string, text: string): string {
  if (text.trim() !== '') return text
  throw new Wrong(`--${name} needs a value.`)
}

export function hostOf(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return host
  throw new Wrong(`--host takes a host name or an IP address without a port, not "${text}".`)
}

export function rangesIn(name: string, text: string): string[] {
  const ranges = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  for (const range of ranges) {
    if (!isRange(range))
      throw new Wrong(`--${name} takes addresses or ranges such as 10.0.0.0/8, not "${range}".`)
  }
  return ranges
}

export function privateIn(text: string): boolean | readonly string[] {
  if (text === 'yes' || text === 'no') return text === 'yes'
  return rangesIn('peers-private', text)
}

export function nearbyIn(text: string): boolean | string {
  if (text === 'yes' || text === 'no') return text === 'yes'
  if (isIP(text) === 4) return text
  throw new Wrong(`--nearby takes the IPv4 address of this machine in one network, not "${text}".`)
}

export function tlsOf(cert: string, key: string): { readonly cert: string; readonly key: string } | null {
  if (cert === '' && key === '') return null
  if (cert === '') throw new Wrong('--tls-key needs --tls-cert beside it: the file of the certificate.')
  if (key === '') throw new Wrong('--tls-cert needs --tls-key beside it: the file of its private key.')
  return { cert: resolve(cert), key: resolve(key) }
}

export function originOf(text: string): string {
  const url = URL.parse(text.trim())
  const plain = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (plain) return url.origin
  throw new Wrong(`--origin takes an address such as https://my.domain, without a path, not "${text}".`)
}
