// Requests about a world of another node. Only its host can answer them, so they go there, in the name of the
// person who asks here. Nobody owns a world on another node. So no such request or answer names accounts or
// addresses, which the two nodes call differently.
import type { Request, Response } from 'express'
import {
  foreignPartsOf,
  parseAnyAddress,
  type Address,
  type ForeignPlace,
} from '../../../shared/world/address.ts'
import { PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { pathOf, type PeerPath } from '../../../shared/wire/peers/peer-path.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import type { Call } from '../../peers/known/peer-client.ts'
import type { Peers } from '../../peers/node-peers.ts'
import { NO_RIGHT } from './request-lookup.ts'
import { senderOf } from '../edge/body-slots.ts'
import { HttpRefusal, NO_SUCH_PAGE, NO_SUCH_WORLD } from '../edge/http-refusal.ts'
import type { Uploads } from '../edge/upload-slots.ts'

const NAME_FIRST = new HttpRefusal(401, 'signIn', 'Give your name or sign in first.')
const AT_ITS_NODE = new HttpRefusal(
  409,
  'elsewhere',
  'This world is on another node. That can only be done there.',
)
const NO_ANSWER = new HttpRefusal(502, 'elsewhere', 'This world’s node did not answer properly.')

/** The largest answer that is forwarded, in bytes: the longest list of people in a world. */
const ANSWER_BYTES_MAX = 1024 * 1024
const METHODS: readonly Call['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** The parameters that a route's query may have. No others go to another node. */
const QUERIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['/worlds/:account/:world/authors', ['clients']],
  ['/worlds/:account/:world/writers', ['since']],
  ['/worlds/:account/:world/history', ['from', 'to', 'limit', 'author', 'thing', 'soon']],
  ['/worlds/:account/:world/history/steps', ['from', 'to', 'limit']],
  ['/worlds/:account/:world/history/:revision/authors', ['thing']],
  ['/worlds/:account/:world/changes', ['from', 'to']],
  ['/worlds/:account/:world/right', ['alone']],
])
/** Routes that can also answer with the copy here. */
const OF_COPIES = /\/(export|scene)$/
/** Routes that this node answers: drafts are kept on the node of the person who makes them. */
const OF_DRAFTS = /\/drafts$/
/** Routes whose answer is a file, which people get in another way. */
const OF_FILES = /\/(assets\/:picture|history\/:revision)$/
const OF_PICTURES = /\/assets$/

/** The world of another node that a route's path names; null: it names none, or one of this node. */
export function foreignIn({ params }: Request, path: string): Address | null {
  if (!path.startsWith('/worlds/:account/:world')) return null
  const address = parseAnyAddress(`${String(params['account'])}/${String(params['world'])}`)
  return address !== null && foreignPartsOf(address) !== null ? address : null
}

interface Forwarded {
  readonly request: Request
  readonly response: Response
  readonly member: Member
  /** The route's own, with its parameters. */
  readonly path: string
  readonly address: Address
}

/** Answers routes about worlds of other nodes. */
export interface HostForwarding {
  /**
   * The copy of such a world that a route answers from, fetched if it is not here; null: the host is asked.
   * Refuses people who may not use it so, as far as the host said last.
   */
  copyFor(asked: Pick<Forwarded, 'member' | 'path' | 'address'>, needed: Right): Promise<WorldRecord | null>
  /** Asks the host of such a world, and passes on its answer. */
  forward(forwarded: Forwarded): Promise<void>
}

interface ForwardingParts {
  readonly peers: Peers | null
  readonly foreign: ForeignWorlds | null
  readonly uploads: Uploads
  readonly accounts: Accounts
}

export function createHostForwarding({ peers, foreign, uploads, accounts }: ForwardingParts): HostForwarding {
  return {
    async copyFor({ member, path, address }, needed) {
      const isDrafts = OF_DRAFTS.test(path)
      if (!isDrafts && !OF_COPIES.test(path)) return null
      if (foreign === null || member.kind === 'peer') throw NO_SUCH_WORLD
      if (member.session === null) throw NAME_FIRST
      const found = await foreign.scenes.find(address, member)
      if ('code' in found)
        throw new HttpRefusal(found.code === CLOSE.asleep ? 503 : 404, 'elsewhere', found.reason)
      const right = foreign.rightOf(member, found)
      if (right === 'none') throw NO_SUCH_WORLD
      // A draft changes nothing of the world.
      if (!atLeast(right, isDrafts ? 'see' : needed)) throw NO_RIGHT
      return found
    },
    async forward(forwarded) {
      const { response, member, path, address } = forwarded
      const place = foreignPartsOf(address)
      // Nobody reaches a third node through this one.
      if (peers === null || foreign === null || place === null || member.kind === 'peer') throw NO_SUCH_WORLD
      if (member.session === null) throw NAME_FIRST
      if (OF_FILES.test(path)) throw AT_ITS_NODE
      const answer = await peers.caller.call(place.node, await callFor(uploads, accounts, place, forwarded))
      if (answer.status === 204) {
        response.status(204).end()
        return
      }
      if (answer.status < 200 || answer.status > 599 || answer.body === null) throw NO_ANSWER
      // The person who asks is signed in here, whatever they are there.
      const status = answer.status === 401 ? 403 : answer.status
      response.status(status).json(answer.body)
    },
  }
}

async function callFor(
  uploads: Uploads,
  accounts: Accounts,
  place: ForeignPlace,
  { request, response, member, path }: Forwarded,
): Promise<Call> {
  const method = METHODS.find((each) => each === request.method)
  if (method === undefined) throw AT_ITS_NODE
  const call = {
    method,
    path: pathFor(place, request, path),
    as: member.id,
    bytesMax: ANSWER_BYTES_MAX,
  }
  if (method === 'POST' && OF_PICTURES.test(path)) {
    const type = request.headers['content-type'] ?? 'application/octet-stream'
    const bytes = await uploads.read({
      request,
      response,
      ...senderOf(member, accounts),
      bytesMax: PICTURE_BYTES_MAX,
    })
    return { ...call, raw: { type, bytes } }
  }
  const body: unknown = request.body
  return body === undefined ? call : { ...call, body }
}

/**
 * The route's own path with the given parameters. Nothing of the path as somebody wrote it goes to another
 * node.
 */
function pathFor(place: ForeignPlace, { params, query }: Request, path: string): PeerPath {
  const below = path
    .split('/')
    .slice(4)
    .map((part) => (part.startsWith(':') ? String(params[part.slice(1)]) : part))
  const asked = (QUERIES.get(path) ?? []).flatMap((name) => {
    const value = query[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const there = pathOf(['api', 'worlds', place.account, place.world, ...below], Object.fromEntries(asked))
  if (there === null) throw NO_SUCH_PAGE
  return there
}
