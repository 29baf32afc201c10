// Invitations: links with which others sign up, some of them into a world. The secret is in the link alone; here is its SHA-256.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { makeMemberId, type MemberId, type RandomBytes } from '../../shared/world/address.ts'
import { INVITATIONS_MAX } from '../../shared/wire/accounts.ts'
import type { Book } from './book.ts'
import type { Change, Kept } from './kept.ts'
import { Refused } from './refused.ts'
import { memberId, worldId } from './shape.ts'

const SECRET_BYTES = 24

const InvitationRecord = z.object({
  by: memberId,
  label: z.string(),
  since: z.number(),
  until: z.number().nullable(),
  usesLeft: z.number(),
  /** A world's id, and what one may do there. */
  world: worldId.nullable(),
  right: z.enum(['see', 'act', 'edit']).nullable(),
  hash: z.string(),
})
type InvitationRecord = z.infer<typeof InvitationRecord>

export interface Invitation extends Readonly<Omit<InvitationRecord, 'hash'>> {
  readonly id: string
}

export const VOID_INVITATION = new Refused(
  'void',
  'This invitation has been used up, has ended, or was taken back. Ask for a new one.',
)

export interface Invitations {
  /** The invitation that a secret is for; null when it is void. */
  read(secret: string): Invitation | null
  /** The changes that use it once; null when it is void. */
  using(secret: string): readonly Change[] | null
  /** Makes one; its secret is told once. Throws Refused over the most that an account may have. */
  make(
    invitation: Pick<Invitation, 'by' | 'label' | 'until' | 'usesLeft' | 'world' | 'right'>,
  ): Promise<{ invitation: Invitation; secret: string }>
  /** All of them, or those of one account, newest first; void ones are left out. */
  of(by: MemberId | null): readonly Invitation[]
  byId(id: string): Invitation | null
  /** Takes one back; false when there is none. */
  end(id: string): Promise<boolean>
  /** The changes that take back all of an account. */
  endings(by: MemberId): readonly Change[]
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export async function openInvitations(options: {
  readonly kept: Kept
  readonly book: Pick<Book, 'byId'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Promise<Invitations> {
  const { kept, book, clock, random } = options
  const table = await kept.table('invitation', InvitationRecord)
  const byHash = new Map<string, string>()

  table.watch((id, now, before) => {
    if (before !== null) byHash.delete(before.hash)
    if (now !== null) byHash.set(now.hash, id)
  })

  function isGood({ usesLeft, until, by }: InvitationRecord): boolean {
    const isOver = usesLeft === 0 || (until !== null && until <= clock.now())
    return !isOver && book.byId(by)?.isSuspended === false
  }

  // What is over is forgotten at a start.
  const over = [...table.entries()].filter(
    ([, { usesLeft, until }]) => usesLeft === 0 || (until !== null && until <= clock.now()),
  )
  await kept.change(over.map(([id]) => table.forget(id)))

  function recordFor(secret: string): [id: string, record: InvitationRecord] | null {
    const id = byHash.get(hashOf(secret))
    const record = id === undefined ? null : table.get(id)
    return id !== undefined && record !== null && isGood(record) ? [id, record] : null
  }

  function of(by: MemberId | null): Invitation[] {
    const mine = [...table.entries()].filter(
      ([, record]) => (by === null || record.by === by) && isGood(record),
    )
    const all = mine.map(([id, record]) => invitationOf(id, record))
    return all.toSorted((one, other) => other.since - one.since)
  }

  return {
    read(secret) {
      const found = recordFor(secret)
      return found && invitationOf(...found)
    },
    using(secret) {
      const found = recordFor(secret)
      if (found === null) return null
      const [id, record] = found
      const usesLeft = record.usesLeft - 1
      return [usesLeft === 0 ? table.forget(id) : table.set(id, { ...record, usesLeft })]
    },
    async make(wanted) {
      const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
      const id = makeMemberId(random)
      const invitation = { ...wanted, id, since: clock.now() }
      const { id: _, ...record } = { ...invitation, hash: hashOf(secret) }
      const isMade = await kept.change(() =>
        of(wanted.by).length < INVITATIONS_MAX ? [table.add(id, record)] : null,
      )
      if (!isMade)
        throw new Refused(
          'bound',
          `You have ${INVITATIONS_MAX} open invitations. Take some of them back first.`,
        )
      return { invitation, secret }
    },
    of,
    byId(id) {
      const record = table.get(id)
      return record && invitationOf(id, record)
    },
    end: (id) => kept.change(() => (table.get(id) === null ? null : [table.forget(id)])),
    endings: (by) =>
      [...table.entries()].filter(([, record]) => record.by === by).map(([id]) => table.forget(id)),
  }
}

function invitationOf(id: string, record: InvitationRecord): Invitation {
  const { by, label, since, until, usesLeft, world, right } = record
  return { id, by, label, since, until, usesLeft, world, right }
}
