// Judges where every request and every socket comes from, before anything else looks at it. A `Host` that is
// not ours is a page that rebound its name to this machine; an `Origin` that is not ours is another site
// using the visitor's browser, and its cookie, against us.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { ARCHIVE_TYPE, SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { createOriginReader } from './request-origin.ts'
import { HttpRefusal } from './http-refusal.ts'

interface GuardOptions {
  /** The host that the node listens on. */
  readonly host: string
  /** The machine's name. */
  readonly machine: string
  /** Public origins behind a proxy. */
  readonly origins: readonly string[]
  /** Addresses of proxies whose word counts. */
  readonly proxies?: readonly string[]
  /** Names that the node's certificate is for. */
  readonly certified?: readonly string[]
}

/** The questions about a request. */
type Came = Pick<IncomingMessage, 'headers' | 'socket'>

export interface Guard {
  /** Null when the request may go on. */
  judge(request: IncomingMessage): HttpRefusal | null
  /**
   * Whether the browser came here over https, as far as the socket, a proxy or the configured origins say.
   */
  isSecure(request: Came): boolean
  /** Whether it came to an origin that the administrator has promised to keep at https. */
  isPromised(request: Came): boolean
  /** The origin that the browser came to, such as `https://my.domain`: links and passkeys are made for it. */
  originOf(request: Came): string
  /** Where everybody finds this node; null: nobody has said. */
  readonly published: string | null
  /** The origin of links that go to others: the published one, or else the one that this browser came to. */
  linkOriginOf(request: Came): string
  /**
   * The address that a request comes from, behind the proxies that are believed; see `networkOf` for bounds
   * by address.
   */
  addressOf(request: Came): string
}

/** How a world may be sent here: exported, by a program that knows no better, or as a scene. */
const WORLD_TYPES = [ARCHIVE_TYPE, 'application/octet-stream', SCENE_TYPE]

const wrongHost = (name: string | null, origins: readonly string[]): HttpRefusal =>
  new HttpRefusal(
    421,
    'host',
    `This node does not go by the name ${name ?? 'that it was asked for'}. Open it at ${origins.length === 0 ? 'its IP address' : origins.join(' or ')}. If you run it: start it with --origin and the address that people type, such as https://${name?.includes('.') ? name : 'my.domain'}, and have a proxy in front of it ${PASS_ON}.`,
  )
/**
 * Where the browser says that the page is of the very address that it asks, the name was changed on the way.
 * Over plain http it says nothing: then another site may have asked as well.
 */
const renamed = (origin: string, authority: string, isSure: boolean): HttpRefusal =>
  new HttpRefusal(
    403,
    'proxy',
    `${isSure ? 'A' : 'Either a page of another site asked, or a'} proxy in front of this node changes its name: people come to ${origin}, and the node is asked for ${authority}. If you run it: have the proxy ${PASS_ON}, or start the node with --origin ${origin}.`,
  )
const PASS_ON =
  'pass on the name that people typed (nginx: proxy_set_header Host $http_host; Apache: ProxyPreserveHost On)'
const TWO_HOSTS = new HttpRefusal(400, 'malformed', 'That request names two servers at once.')
const WRONG_ORIGIN = new HttpRefusal(403, 'origin', 'That came from a page of another site.')
export const WRONG_TYPE = new HttpRefusal(
  415,
  'type',
  `The API takes application/json, and for an import ${ARCHIVE_TYPE}.`,
)

/**
 * A guard for a node that is reached by IP address, as localhost, by its machine's name, by a certified one,
 * or at `origins`.
 */
export function createGuard({ host, machine, origins, proxies = [], certified = [] }: GuardOptions): Guard {
  const arrivalOf = createOriginReader(proxies)
  const publishedNames = new Set(origins.map((origin) => new URL(origin).hostname))
  const names = new Set(
    ['localhost', machine, `${machine}.local`, host, ...certified, ...publishedNames].map((name) =>
      name.toLowerCase(),
    ),
  )

  function isOurName(authority: string): boolean {
    const name = nameIn(authority)
    return name !== null && (isIP(name) !== 0 || names.has(name))
  }

  function isOurs(origin: string, request: Came): boolean {
    if (origins.includes(origin)) return true
    const { authority, isSecure } = arrivalOf(request)
    if (publishedNames.has(nameIn(authority) ?? '')) return false
    if (isSecure !== null) return origin === `${isSecure ? 'https' : 'http'}://${authority}`
    return origin === `http://${authority}` || origin === `https://${authority}`
  }

  function isPromised(request: Came): boolean {
    const { origin = '' } = request.headers
    return origins.includes(origin)
      ? origin.startsWith('https:')
      : origins.includes(`https://${arrivalOf(request).authority}`)
  }

  const isSecure = (request: Came): boolean => arrivalOf(request).isSecure ?? isPromised(request)

  const published = origins[0] ?? null

  function originOf(request: Came): string {
    const origin = request.headers.origin?.toLowerCase()
    if (origin !== undefined && origins.includes(origin)) return origin
    const { authority } = arrivalOf(request)
    const named = origins.find((ours) => new URL(ours).hostname === nameIn(authority))
    return named ?? `${isSecure(request) ? 'https' : 'http'}://${authority}`
  }

  return {
    judge(request) {
      const { method = 'GET', headers } = request
      // Node takes the first, a proxy maybe the last: RFC 9112, section 3.2, says to take neither.
      if ((request.headersDistinct['host']?.length ?? 0) > 1) return TWO_HOSTS
      // A proxy may pass on the name that it was sent: then both have to be ours.
      const { authority } = arrivalOf(request)
      for (const asked of [headers.host?.toLowerCase() ?? '', authority]) {
        if (!isOurName(asked)) return wrongHost(nameIn(asked), origins)
      }

      const origin = headers.origin?.toLowerCase()
      if (origin !== undefined && !isOurs(origin, request)) {
        const site = headers['sec-fetch-site'] ?? ''
        if (!['', 'same-origin'].includes(site)) return WRONG_ORIGIN
        return renamed(origin, authority, site !== '')
      }

      const changes = method !== 'GET' && method !== 'HEAD'
      if ((changes || headers.upgrade !== undefined) && fromElsewhere(headers)) return WRONG_ORIGIN
      if (changes && !typeIsKnown(method, headers)) return WRONG_TYPE
      return null
    },
    isSecure,
    isPromised,
    originOf,
    published,
    linkOriginOf: (request) => published ?? originOf(request),
    addressOf: (request) => arrivalOf(request).address,
  }
}

/** The name in a `Host` header, without port, brackets and final dot; null when it is not one. */
export function nameIn(authority: string): string | null {
  const parts = /^(?:\[([\da-f:.]+)\]|([^\s:/@?#\\[\]]+))(?::\d{1,5})?$/.exec(authority)
  return (parts?.[1] ?? parts?.[2])?.replace(/\.$/, '') ?? null
}

/**
 * Browsers say so for every request since 2023; a request without it is from an older one or none, and is
 * judged by `Origin`.
 */
function fromElsewhere({ 'sec-fetch-site': site = 'none' }: IncomingHttpHeaders): boolean {
  return site !== 'same-origin' && site !== 'none'
}

/**
 * A form of another site can only send the three types that forms have, and a script of one may send no other
 * without asking first, which we never answer. `DELETE` needs no body, and no form can send it.
 */
function typeIsKnown(method: string, headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === undefined) return method === 'DELETE'
  return type === 'application/json' || WORLD_TYPES.includes(type)
}
