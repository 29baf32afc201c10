// How a request came here: from which address, to which name, over https or not. A proxy in front of the node
// says so in headers, which anybody can send: they are believed from the addresses that `--proxies` names,
// and from nobody else.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { plainAddress } from '../../network/client-network.ts'
import { insideArrivalOf } from '../../network/inside-arrival.ts'
import { rangesOf } from '../../network/ip-ranges.ts'

export interface RequestOrigin {
  /**
   * Its address: an IP address, a mapped one (`::ffff:10.0.0.1`) as the one it stands for; empty when its
   * socket is gone.
   */
  readonly address: string
  /** The host that the browser asked for, in lower case: a name or an address, maybe with a port. */
  readonly authority: string
  /** Whether the browser came over https; null when nobody here can know. */
  readonly isSecure: boolean | null
}

type ReadArrival = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => RequestOrigin

/** Longest chain of proxies that is followed: a longer one was forged. */
const CHAIN_MAX = 16

/** Reads how requests came; `proxies` are addresses or ranges, such as `10.0.0.0/8`, whose word counts. */
export function createOriginReader(proxies: readonly string[]): ReadArrival {
  const isTrusted = rangesOf(proxies)
  const isProxy = (address: string): boolean => isIP(address) !== 0 && isTrusted(address)

  /** From the nearest proxy to the farthest; the client is the one before the first proxy of ours. */
  function senderBehind(peer: string, forwarded: string): string {
    let sender = peer
    for (const word of forwarded.split(',').slice(-CHAIN_MAX).toReversed()) {
      if (!isProxy(sender)) return sender
      const address = addressIn(word.trim())
      if (address === null) return sender
      sender = address
    }
    return sender
  }

  return (request) => {
    const { headers, socket } = request
    const passed = insideArrivalOf(request)
    const peer = plainAddress(passed?.address ?? socket.remoteAddress ?? '')
    const authority = headers.host?.toLowerCase() ?? ''
    const isEncrypted = passed?.isEncrypted ?? ('encrypted' in socket && socket.encrypted === true)
    if (!isProxy(peer)) return { address: peer, authority, isSecure: isEncrypted || null }
    const scheme = last(headers['x-forwarded-proto'])
    return {
      address: senderBehind(peer, all(headers['x-forwarded-for'])),
      authority: last(headers['x-forwarded-host']) || authority,
      isSecure: scheme === '' ? isEncrypted || null : scheme === 'https' || scheme === 'wss',
    }
  }
}

/** An address in a list of a proxy's, which may have a port; null when it is none. */
function addressIn(word: string): string | null {
  const address = /^\[([\da-f:.%]+)\](?::\d+)?$/i.exec(word)?.[1] ?? word.replace(/^([\d.]+):\d+$/, '$1')
  return isIP(address) === 0 ? null : plainAddress(address)
}

const all = (header: string | string[] | undefined): string =>
  Array.isArray(header) ? header.join(',') : (header ?? '')

/** The word of the nearest proxy. */
const last = (header: string | string[] | undefined): string =>
  all(header).split(',').at(-1)?.trim().toLowerCase() ?? ''
