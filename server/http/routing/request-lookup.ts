// The first questions of nearly every route of the API: who is this, which world is meant, and may they?
import type { Request } from 'express'
import type * as z from 'zod/mini'
import { parseAddress, parseWorldId, type Address } from '../../../shared/world/address.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { memberOf } from '../../accounts/sessions/browser-sessions.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { admittedOf, isOfNode } from '../edge/peer-admission.ts'
import { HttpRefusal, NO_SUCH_WORLD } from '../edge/http-refusal.ts'

export const IN_THE_BIN = new HttpRefusal(410, 'binned', 'That world is in the bin. Restore it first.')
export const NOT_BINNED = new HttpRefusal(409, 'here', 'That world is not in the bin.')
export const NO_RIGHT = new HttpRefusal(403, 'right', 'You can see this world, but you cannot do that.')

export interface RequestLookup {
  member(request: Request): Member
  /**
   * The world that the path names by its address; refuses one that is missing, in the bin, or not theirs to
   * use so.
   */
  world(request: Request, needed: Right): Promise<WorldRecord>
  /** The world in the bin that the path names by its id. */
  binned(request: Request, needed: Right): Promise<WorldRecord>
}

export function createLookup({
  store,
  sessions,
  rightOf,
}: Pick<AccountServices, 'store' | 'sessions' | 'rightOf'>): RequestLookup {
  /** A request that another node signed is no browser's: no session of one counts. */
  const member = (request: Request): Member =>
    isOfNode(request) ? (admittedOf(request)?.member ?? NO_MEMBER) : memberOf(sessions.read(request.headers))

  function permitted(request: Request, world: WorldRecord | null, needed: Right): WorldRecord {
    const right = world ? rightOf(member(request), world) : 'none'
    if (!world || right === 'none') throw NO_SUCH_WORLD
    if (!atLeast(right, needed)) throw NO_RIGHT
    return world
  }

  return {
    member,
    async world(request, needed) {
      const address = addressIn(request)
      const found = permitted(request, address && (await store.find(address)), needed)
      if (found.binnedAt !== null) throw IN_THE_BIN
      return found
    },
    async binned(request, needed) {
      const id = parseWorldId(request.params['id'])
      const found = permitted(request, id && (await store.findById(id)), needed)
      if (found.binnedAt === null) throw NOT_BINNED
      return found
    },
  }
}

/** The address that the path names; null when it is none. */
export function addressIn({ params: { account, world } }: Request): Address | null {
  return parseAddress(`${String(account)}/${String(world)}`)
}

/** The facts about a world that the API gives. */
export function summaryOf({ id, address, title, createdAt, changedAt, binnedAt }: WorldRecord): WorldSummary {
  return { id, address, title, createdAt, changedAt, binnedAt }
}

/** Reads a body; refuses one that does not fit the schema, in the schema's words where it has some. */
export function bodyOf<T extends z.ZodMiniType>(schema: T, request: Request): z.output<T> {
  const read = schema.safeParse(request.body ?? {})
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const spoken = issue && (issue.code === 'custom' || issue.code === 'too_small' || issue.code === 'too_big')
  const field = issue?.path.join('.') || 'The body'
  throw new HttpRefusal(
    400,
    'malformed',
    spoken ? issue.message : `${field} is missing or of the wrong kind.`,
  )
}
