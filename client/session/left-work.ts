// Remembers that unsaved work was left on this device, apart from that work: a browser that clears its larger
// stores while no page is open does so silently, and often leaves this.
import * as z from 'zod/mini'
import type { Address, MemberId } from '../../shared/world/address.ts'
import { storePreference, readPreference } from '../device/preferences.ts'

const LeftWork = z.object({ changes: z.number(), at: z.number() })
export type LeftWork = z.infer<typeof LeftWork>

const Note = z.record(z.string(), LeftWork)
const NAME = 'left unsaved'

function readNote(): z.infer<typeof Note> {
  try {
    return Note.parse(JSON.parse(readPreference(NAME) ?? '{}'))
  } catch {
    return {}
  }
}

/** One browser may be several members': the work that one left there is told to nobody else. */
const nameOf = (member: MemberId, address: Address): string => `${member} ${address}`

function keepNote(note: z.infer<typeof Note>): void {
  storePreference(NAME, Object.keys(note).length === 0 ? null : JSON.stringify(note))
}

/** The work that a member left in a world, if any. */
export const leftWorkIn = (member: MemberId, address: Address): LeftWork | null =>
  readNote()[nameOf(member, address)] ?? null

/** How much of it is on this device now, at this time. */
export function noteLeftWork(member: MemberId, address: Address, left: LeftWork): void {
  keepNote({ ...readNote(), [nameOf(member, address)]: left })
}

/** It is on the server, or somewhere else that the person knows of. */
export function forgetLeftWork(member: MemberId, address: Address): void {
  const { [nameOf(member, address)]: gone, ...rest } = readNote()
  if (gone) keepNote(rest)
}

/** All that a member has here goes. */
export function forgetLeftWorkOf(member: MemberId): void {
  const rest = Object.entries(readNote()).filter(([name]) => !name.startsWith(`${member} `))
  keepNote(Object.fromEntries(rest))
}
