// The entrance of other nodes: a request, or a socket, that is signed like a node's, and brings a voucher for
// the person for whom it asks. A person who is let in here is a member like any other from then on, so that
// every rule holds for them by itself. They have no session, no account and no admin's rights here, since no
// browser's cookie is looked at.
import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { NodeName } from '../../../shared/world/address.ts'
import { PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import {
  CARD_HEADER,
  LINKING_PATH,
  PERSON_HEADER,
  type PeerRefusal,
} from '../../../shared/wire/peers/peer-headers.ts'
import { parseJson } from '../../../shared/json/plain-json.ts'
import type { Member } from '../../contracts/request-member.ts'
import { PeerFault } from '../../peers/outward/faults.ts'
import { TooManyPeople } from '../../peers/guests/foreign-member-records.ts'
import type { Peers } from '../../peers/node-peers.ts'
import type { NodeKeys } from '../../peers/identity/node-card.ts'
import type { TokenRefusal } from '../../peers/identity/peer-refusal.ts'
import type { KeySource, SignedHead } from '../../peers/identity/signed-requests.ts'
import { readVoucher } from '../../peers/identity/person-vouchers.ts'
import { JSON_BYTES_MAX, NODE_RATE, NODE_SOCKET_RATE } from './http-limits.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { HttpRefusal } from './http-refusal.ts'

const SCHEME = /^Inkland /
/**
 * The requests of a person of another node: about one world. They have no account here, no list of worlds, no
 * session.
 */
const FOR_PEOPLE = /^\/(api\/worlds\/[^/?]+\/[^/?]+|sync\/[^/?]+)([/?]|$)/
/** A node's own requests; only people of this node ask about places of third ones. */
const FOR_NODES = /^\/api\/peers\/(?!place\/)/
/** Where a body may be large: pictures, things that change hands, and offers. */
const WITH_LARGE =
  /^(POST \/api\/(worlds\/[^/?]+\/[^/?]+\/assets|peers\/transfers\/[^/?]+)|PUT \/api\/peers\/offers\/[^/?]+)(\?|$)/
/** Longest card, in characters of a header. */
const CARD_CHARACTERS_MAX = 8_192

const NO_PEERS = 'This node is not connected to other nodes.'

/** The answer to a request that does not count as another node's. */
export class PeerRefusalError extends HttpRefusal {
  readonly refusal: PeerRefusal

  constructor(refusal: PeerRefusal, retryAfterS: number | null = null) {
    super(401, refusal.code, refusal.text, retryAfterS)
    this.refusal = refusal
  }
}

/** Another node that asks, and the person for whom it asks; `member` null: it asks for itself. */
export interface Admitted {
  readonly node: NodeName
  readonly member: Member | null
}

/** The sender by the head of a request; nothing of it counts if its body is another one than was signed. */
interface Admission extends Admitted {
  /** Whether an admin has let the node in. */
  readonly isAllowed: boolean
  readonly isBody: (bytes: Uint8Array) => boolean
}

export interface PeerEdge {
  /**
   * Judges a request that {@link isOfNode}, by its head, before any of its body is read; throws an
   * HttpRefusal, or a StoreFault.
   */
  admit(request: IncomingMessage): Promise<Admission>
  /** Counts what a node sent in a body, in bytes. */
  took(node: NodeName, bytes: number): void
  /** Counts what goes over a line of a node as long as it is open. */
  meter(node: NodeName, line: Duplex): void
  /** Counts what a node was answered, in bytes. */
  answered(node: NodeName, bytes: number): void
}

/** Whether a request is one of another node, and nobody's browser's: then its cookies are nothing. */
export const isOfNode = ({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): boolean =>
  (headersDistinct['authorization'] ?? []).some((header) => SCHEME.test(header))

/** Most bytes of the body of a request of another node. */
export const bodyBytesMax = (method: string, path: string): number =>
  WITH_LARGE.test(`${method} ${path}`) ? PICTURE_BYTES_MAX : JSON_BYTES_MAX

const admitted = new WeakMap<IncomingMessage, Admitted>()

/** The node that a request is from; null: it is of none, or was not admitted. */
export const admittedOf = (request: IncomingMessage): Admitted | null => admitted.get(request) ?? null

export function createPeerEdge(options: {
  readonly peers: Peers | null
  readonly clock: { now(): number }
}): PeerEdge {
  const { peers, clock } = options
  const now = (): number => clock.now()
  const requests = new TokenBuckets<NodeName>(NODE_RATE, now)
  const sockets = new TokenBuckets<NodeName>(NODE_SOCKET_RATE, now)

  /** The node that signed, by its keys; where it cannot be asked for them, by those that it brings. */
  async function signedIn(
    { acquaintance, signing, identity, book }: Peers,
    request: IncomingMessage,
  ): Promise<SignedHead> {
    const incoming = {
      method: request.method ?? 'GET',
      path: pathOf(request),
      authorization: request.headersDistinct['authorization'] ?? [],
    }
    const isLinking = incoming.path.startsWith(LINKING_PATH)
    const keys: KeySource = {
      keysOf: (node, kid) => acquaintance.keysOf(node, kid, isLinking),
      stillHas: (node, kid) => acquaintance.stillHas(node, kid),
    }
    let checked = await signing.check(incoming, keys)
    const card = checked.kind === 'refused' && checked.code === 'unknown' ? cardIn(request) : null
    if (card !== null) {
      await acquaintance.told(card)
      checked = await signing.check(incoming, keys)
    }
    if (checked.kind === 'from') return checked
    const { signedBy, text } = checked
    if (signedBy !== undefined) book.figures.note(signedBy, new PeerFault('clock', signedBy, text))
    throw refusalOf(checked, identity.run)
  }

  async function memberOf(
    { foreigners, book, identity }: Peers,
    request: IncomingMessage,
    from: NodeName,
  ): Promise<Member | null> {
    const [text, ...more] = request.headersDistinct[PERSON_HEADER.toLowerCase()] ?? []
    if (text === undefined) return null
    const keys = book.recordOf(from)?.keys ?? null
    if (keys === null || more.length > 0)
      throw refusal('malformed', `${from} does not say who that is as nodes do.`)
    const readBy = (known: NodeKeys) =>
      readVoucher(text, { from, keys: known, self: identity, now: clock.now() })
    const read = await readBy(keys)
    if (read.kind === 'refused') throw refusalOf(read, null)
    const member = await foreigners.memberOf(read.vouched)
    const keysNow = book.recordOf(from)?.keys ?? null
    if (keysNow === keys) return member
    // The key may have ended meanwhile. Then it vouched for nobody.
    const again = keysNow === null ? null : await readBy(keysNow)
    if (again?.kind === 'person') return member
    foreigners.doubt(from)
    throw again === null ? refusal('unknown', `${from} is not known any more.`) : refusalOf(again, null)
  }

  function judgeOften(request: IncomingMessage, node: NodeName): void {
    const waitMs = (request.headers.upgrade === undefined ? requests : sockets).takeOrWaitMs(node)
    if (waitMs === 0) return
    const seconds = Math.ceil(waitMs / 1000)
    const text = `${node} is asking too much at once. It can continue in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`
    throw new PeerRefusalError({ code: 'often', text }, seconds)
  }

  async function judged(all: Peers, request: IncomingMessage): Promise<Admission> {
    const path = pathOf(request)
    const isForPeople = FOR_PEOPLE.test(path)
    if (!isForPeople && !FOR_NODES.test(path)) {
      throw refusal(
        'other',
        'People from other nodes can visit worlds here. Everything else is for people of this node.',
      )
    }
    const { node, isBody } = await signedIn(all, request)
    all.book.judge(node, path.startsWith(LINKING_PATH))
    judgeOften(request, node)
    all.book.figures.heard(node, null)
    const member = await memberOf(all, request, node)
    if (isForPeople && member === null) throw refusal('malformed', `${node} does not say for whom it asks.`)
    return { node, member, isBody, isAllowed: all.book.recordOf(node)?.trust === 'allowed' }
  }

  return {
    async admit(request) {
      if (peers === null) throw refusal('blocked', NO_PEERS)
      // A browser says where its page is from, and never signs.
      if (request.headers.origin !== undefined) throw refusal('malformed', 'That is no request of a node.')
      try {
        const admission = await judged(peers, request)
        admitted.set(request, admission)
        return admission
      } catch (error) {
        if (error instanceof PeerFault) throw refusal(codeOf(error), error.message)
        if (error instanceof TooManyPeople) throw refusal('busy', error.message)
        throw error
      }
    },
    meter(node, line) {
      if (line instanceof Socket) line.once('close', peers?.book.figures.meter(node, line) ?? (() => {}))
    },
    took(node, bytes) {
      if (peers !== null) peers.book.figures.of(node).bytesIn += bytes
    },
    answered(node, bytes) {
      if (peers !== null) peers.book.figures.of(node).bytesOut += bytes
    },
  }
}

/** As it was sent. */
const pathOf = (request: IncomingMessage): string =>
  'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '/')

const refusal = (code: PeerRefusal['code'], text: string): PeerRefusalError =>
  new PeerRefusalError({ code, text })

const refusalOf = ({ code, text, aheadS }: TokenRefusal, run: string | null): PeerRefusalError =>
  new PeerRefusalError({
    code,
    text,
    ...(code === 'run' && run !== null && { run }),
    ...(aheadS !== undefined && { aheadS }),
  })

/** A node whose keys cannot be had is not known. */
function codeOf({ kind }: PeerFault): PeerRefusal['code'] {
  return kind === 'blocked' || kind === 'version' || kind === 'busy' ? kind : 'unknown'
}

function cardIn(request: IncomingMessage): unknown {
  const header = request.headers[CARD_HEADER.toLowerCase()]
  if (typeof header !== 'string' || header.length > CARD_CHARACTERS_MAX) return null
  try {
    return parseJson(Buffer.from(header, 'base64url').toString())
  } catch {
    return null
  }
}
