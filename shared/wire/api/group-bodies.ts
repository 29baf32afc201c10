// Groups of accounts (a class, a team) over HTTP. Admins fill them, and a world's owner gives a right to one
// as to a person. Times are ms since 1970.
import * as z from 'zod/mini'
import { PersonRef } from './sharing-bodies.ts'

/**
 * Most groups of one node: the classes and clubs of the largest school. All are in one list of the admins.
 */
export const GROUPS_MAX = 500
/**
 * Most people in one group, with those who are still to come: a whole year, or a club. A list of names has as
 * many lines at most, and each new one costs the node some 10 ms of work for its code.
 */
export const GROUP_MEMBERS_MAX = 500
/**
 * Most slips of one node that are good and not used: everybody of the largest school at once. The more codes
 * are good, the sooner one is guessed.
 */
export const SLIPS_MAX = 5_000
/** Most groups of one person: what they may do is looked up in each of them, for every frame. */
export const GROUPS_OF_ONE_MAX = 50
/** Longest name of a group, in characters: one line of a list. */
export const GROUP_NAME_MAX = 60

/** Longest list of names, in characters: so many lines of a name, an account and some columns more. */
const LIST_CHARACTERS_MAX = 40_000

const groupName = z.string().check(
  z.overwrite((text) => text.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ')),
  z.trim(),
  z.minLength(1, 'Give the group a name, such as Class 4b.'),
  z.maxLength(GROUP_NAME_MAX, `A group’s name can have at most ${GROUP_NAME_MAX} characters.`),
)

/** A group, as its members, admins and owners of worlds that it is shared with see it. */
export const GroupRef = z.object({ id: z.string(), name: z.string(), members: z.number() })
export type GroupRef = z.infer<typeof GroupRef>

/** `GET /api/groups`: the groups that the sender may name: their own, and for admins all. */
export const MyGroups = z.object({
  groups: z.array(z.object({ ...GroupRef.shape, isMember: z.boolean() })),
})
export type MyGroups = z.infer<typeof MyGroups>

/** `GET /api/groups/ID`: its people, for its members and for admins. */
export const GroupPeople = z.object({ ...GroupRef.shape, people: z.array(PersonRef) })
export type GroupPeople = z.infer<typeof GroupPeople>

/**
 * `GET /api/admin/groups?search=&page=`, in the order of their names. `pending`: how many are still to come.
 */
export const GroupLine = z.object({ ...GroupRef.shape, pending: z.number() })
export type GroupLine = z.infer<typeof GroupLine>
export const GroupPage = z.object({ groups: z.array(GroupLine), total: z.number() })
export type GroupPage = z.infer<typeof GroupPage>

/**
 * `POST /api/admin/groups` makes one; `PATCH /api/admin/groups/ID` renames it. The answer to both is {@link
 * GroupDetails}. `DELETE /api/admin/groups/ID` removes it, with all rights that were given to it; the
 * accounts stay.
 */
export const GroupNamed = z.object({ name: groupName })
export type GroupNamed = z.infer<typeof GroupNamed>

/**
 * `GET /api/admin/groups/ID`. `PUT /api/admin/groups/ID/members/NAME` puts an account in, and `DELETE` takes
 * it out; the answer to both is how the group is then.
 */
export const GroupDetails = z.object({
  id: z.string(),
  name: z.string(),
  since: z.number(),
  members: z.array(z.object({ ...PersonRef.shape, since: z.number() })),
  /**
   * Those whom it waits for. `until`: of their slip; null: until it is used; `over`: it is good no more.
   */
  pending: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      account: z.nullable(z.string()),
      until: z.nullable(z.union([z.number(), z.literal('over')])),
    }),
  ),
})
export type GroupDetails = z.infer<typeof GroupDetails>

/**
 * `POST /api/admin/groups/ID/list/look`: the effect that a list of names would have; nothing is changed. A
 * line `joins` if its person has an account, and is `invited` if not; `member` and `pending` are in the group
 * already, or have a slip.
 */
export const NameListText = z.object({
  text: z.string().check(
    z.maxLength(LIST_CHARACTERS_MAX, {
      // Made when it is said: the first number in words of a process takes 15 ms.
      error: () =>
        `A list can have at most ${LIST_CHARACTERS_MAX.toLocaleString('en-GB')} characters. Bring it in parts.`,
    }),
  ),
})
export type NameListText = z.infer<typeof NameListText>
export const NameListPlan = z.object({
  lines: z.array(
    z.object({
      line: z.number(),
      name: z.string(),
      account: z.nullable(z.string()),
      what: z.enum(['joins', 'invited', 'member', 'pending']),
    }),
  ),
  problems: z.array(z.object({ line: z.number(), problem: z.string() })),
})
export type NameListPlan = z.infer<typeof NameListPlan>

/** When slips end, in ms; null: when they are used. */
const until = z.nullable(z.number())
/**
 * `POST /api/admin/groups/ID/list`: takes a list as a whole, or, where a line of it cannot be taken, not at
 * all. Answer: {@link Slips}.
 */
export const TakeNameList = z.object({ ...NameListText.shape, until })
export type TakeNameList = z.infer<typeof TakeNameList>
/**
 * `POST /api/admin/groups/ID/slips`: new slips for all whom the group waits for, or for one of them; those of
 * before are void. `DELETE /api/admin/groups/ID/pending/PERSON`: it waits for somebody no more. Answer:
 * {@link GroupDetails}.
 */
export const RenewSlips = z.object({ until, only: z.optional(z.string()) })
export type RenewSlips = z.infer<typeof RenewSlips>
/** Codes and secrets are told here and never again. */
export const Slips = z.object({
  group: GroupDetails,
  slips: z.array(
    z.object({ name: z.string(), account: z.nullable(z.string()), code: z.string(), secret: z.string() }),
  ),
})
export type Slips = z.infer<typeof Slips>
export type Slip = Slips['slips'][number]
