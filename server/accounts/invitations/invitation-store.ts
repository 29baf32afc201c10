// Invitations: links with which others sign up, some of them into a world. The secret is in the link alone;
// here is its SHA-256.
import { NOT_WHOLE } from '../../../shared/world/link-secret.ts'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { makeMemberId, type GroupId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import { INVITATIONS_MAX } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import { createEncryptedTokens } from '../sign-in/encrypted-tokens.ts'
import { groupId, memberId, worldId } from '../../records/record-shapes.ts'
import { earlierOf } from '../../records/age-clock.ts'

const SECRET_BYTES = 24
/**
 * How long somebody who typed a code may take to sign up with it, in ms: they may type slowly, and have to
 * think of a password.
 */
const TICKET_MS = 60 * 60_000

const InvitationRecord = z.object({
  by: memberId,
  label: z.string(),
  since: z.number(),
  until: z.number().nullable(),
  usesLeft: z.number(),
  /** A world's id, and the right there. */
  world: worldId.nullable(),
  right: z.enum(['see', 'act', 'edit']).nullable(),
  /** A group, and the person in it whom this invitation is for; older records have none. */
  group: groupId.nullable().default(null),
  pending: z.string().nullable().default(null),
  hash: z.string(),
  /** Of a short code that can be typed in place of the link. */
  codeHash: z.string().nullable().default(null),
})
type InvitationRecord = z.infer<typeof InvitationRecord>

export interface Invitation extends Readonly<Omit<InvitationRecord, 'hash' | 'codeHash'>> {
  readonly id: string
}

type NewSlip = Pick<InvitationRecord, 'by' | 'label' | 'until'> & {
  readonly group: GroupId
  readonly pending: string
  readonly codeHash: string
}

export const VOID_INVITATION = new AccountRefusal(
  'void',
  'This invitation has been used up, has ended, or was taken back. Ask for a new one.',
)

export const CUT_INVITATION = new AccountRefusal('void', NOT_WHOLE)

export interface Invitations {
  /** The invitation that a secret is for; null when it is void. */
  read(secret: string): Invitation | null
  /** The changes that use it once; null when it is void. */
  using(secret: string): readonly TableChange[] | null
  /** Makes one; its secret is told once. Throws Refused over the most that an account may have. */
  make(
    invitation: Pick<Invitation, 'by' | 'label' | 'until' | 'usesLeft' | 'world' | 'right'>,
  ): Promise<{ invitation: Invitation; secret: string }>
  /**
   * One for a person whom a group waits for, to be made with other changes. It counts under no bound but the
   * group's.
   */
  making(slip: NewSlip): { readonly id: string; readonly secret: string; readonly change: TableChange }
  /**
   * The invitation with this hash of a code, and a secret in the code's place that is good for an hour; null
   * when it is void.
   */
  withCode(codeHash: string): { readonly invitation: Invitation; readonly secret: string } | null
  /** Whether one can still be used. */
  isGood(invitation: Invitation): boolean
  /** The change that takes one back; none when there is none. */
  ending(id: string): readonly TableChange[]
  /** All of them, or those of one account, newest first; void ones are left out, and those of groups. */
  of(by: MemberId | null): readonly Invitation[]
  byId(id: string): Invitation | null
  /** Takes one back; false when there is none. */
  end(id: string): Promise<boolean>
  /** The changes that take back all of an account. */
  endings(by: MemberId): readonly TableChange[]
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export async function openInvitations(options: {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly clock: { now(): number }
  /** The time by which they end. */
  readonly ages: { now(): number }
  readonly random: RandomBytes
  /** The node's own, for a secret that replaces a code for a while. */
  readonly ticketKey: Uint8Array
}): Promise<Invitations> {
  const { tables, book, clock, ages, random, ticketKey } = options
  const table = await tables.table('invitation', InvitationRecord)
  const byHash = new Map<string, string>()
  const byCode = new Map<string, string>()
  const tickets = createEncryptedTokens({ clock, random, lifeMs: TICKET_MS, parse: String, key: ticketKey })

  table.watch((id, now, before) => {
    if (before !== null) byHash.delete(before.hash)
    if (now !== null) byHash.set(now.hash, id)
    if (before?.codeHash != null) byCode.delete(before.codeHash)
    if (now?.codeHash != null) byCode.set(now.codeHash, id)
  })

  const isOver = ({ usesLeft, until }: Pick<InvitationRecord, 'usesLeft' | 'until'>): boolean =>
    usesLeft === 0 || (until !== null && until <= earlierOf(ages, clock))
  const isGood = (record: Pick<InvitationRecord, 'usesLeft' | 'until' | 'by'>): boolean =>
    !isOver(record) && book.byId(record.by)?.isSuspended === false

  // Invitations that are over are deleted at a start.
  const over = [...table.entries()].filter(([, record]) => isOver(record))
  await tables.change(over.map(([id]) => table.forget(id)))

  function recordFor(secret: string): [id: string, record: InvitationRecord] | null {
    return goodOne(byHash.get(hashOf(secret)) ?? tickets.decrypt(secret) ?? undefined)
  }

  function goodOne(id: string | undefined): [id: string, record: InvitationRecord] | null {
    const record = id === undefined ? null : table.get(id)
    return id !== undefined && record !== null && isGood(record) ? [id, record] : null
  }

  function newOne<T extends object>(wanted: T) {
    const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
    const record = { ...wanted, since: clock.now(), hash: hashOf(secret) }
    return { id: makeMemberId(random), secret, record }
  }

  function of(by: MemberId | null): Invitation[] {
    const mine = [...table.entries()].filter(
      ([, record]) => record.group === null && (by === null || record.by === by) && isGood(record),
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
      const { id, secret, record } = newOne({ ...wanted, group: null, pending: null, codeHash: null })
      const isMade = await tables.change(() => {
        if (of(wanted.by).length >= INVITATIONS_MAX) return null
        // Those of theirs that are over go, so that they do not add up until a restart.
        const over = [...table.entries()].filter(
          ([, other]) => other.by === wanted.by && other.group === null && !isGood(other),
        )
        return [...over.map(([old]) => table.forget(old)), table.add(id, record)]
      })
      if (!isMade)
        throw new AccountRefusal(
          'bound',
          `You have ${INVITATIONS_MAX} open invitations. Take some of them back first.`,
        )
      return { invitation: invitationOf(id, record), secret }
    },
    making(slip) {
      const { id, secret, record } = newOne({ ...slip, usesLeft: 1, world: null, right: null })
      return { id, secret, change: table.add(id, record) }
    },
    withCode(codeHash) {
      const found = goodOne(byCode.get(codeHash))
      return found && { invitation: invitationOf(...found), secret: tickets.encrypt(found[0]) }
    },
    isGood,
    ending: (id) => (table.get(id) === null ? [] : [table.forget(id)]),
    of,
    byId(id) {
      const record = table.get(id)
      return record && invitationOf(id, record)
    },
    end: (id) => tables.change(() => (table.get(id) === null ? null : [table.forget(id)])),
    endings: (by) =>
      [...table.entries()].filter(([, record]) => record.by === by).map(([id]) => table.forget(id)),
  }
}

function invitationOf(id: string, record: InvitationRecord): Invitation {
  const { hash: _, codeHash: __, ...invitation } = record
  return { id, ...invitation }
}
