// What a client without a session says of itself, shown where everybody may come in without an account. It is
// a label on a cursor: nobody vouches for it, and history and rights never hear of it.
import { z } from 'zod'
import { isDark } from '../../../shared/world/figures.ts'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { NO_MEMBER, shownBySession, type Member, type ShownMember } from '../../contracts/request-member.ts'
import { seenOf, whyNotCalled } from '../names/name-rules.ts'
import type { MemberPeople } from './member-people.ts'

/** The awareness field that stock editors set (y-prosemirror, y-codemirror.next and others). */
const GivenUser = z.object({ name: z.unknown().optional(), color: z.unknown().optional() })

const SOMEBODY: ShownMember = shownBySession(NO_MEMBER)
const GIVEN: ShownMember = { ...SOMEBODY, asGiven: readUser }

/** What others see of people: without a session as their client says, if the node is open to all. */
export function shownWhere(
  access: 'open' | 'accounts',
  people: Pick<MemberPeople, 'shownAs'>,
): MemberPeople['shownAs'] {
  if (access === 'accounts') return (member) => people.shownAs(member)
  const isNobody = ({ id, session }: Member): boolean => id === ANONYMOUS && session === null
  return (member) => (isNobody(member) ? GIVEN : people.shownAs(member))
}

/** A name by the rules for display names, and a colour on which white letters can be read; else the usual. */
function readUser(user: unknown): Pick<ShownMember, 'name' | 'color'> {
  const { name, color } = GivenUser.safeParse(user).data ?? {}
  return { name: readName(name) ?? SOMEBODY.name, color: readColor(color) }
}

function readName(given: unknown): string | null {
  // A longer one is cut before anything reads it, and not within a character.
  if (typeof given !== 'string') return null
  const name = seenOf(given.slice(0, 4 * PERSON_NAME_MAX).toWellFormed()).replace(/\s+/gu, ' ')
  const cut = name
    .slice(0, PERSON_NAME_MAX)
    .replace(/\p{Cs}$/u, '')
    .trim()
  return cut === '' || whyNotCalled(cut) !== null ? null : cut
}

function readColor(given: unknown): string | null {
  if (typeof given !== 'string' || !/^#[0-9a-f]{6}$/i.test(given)) return null
  const color = given.toLowerCase()
  return isDark(color) ? color : null
}
