// Groups of accounts (a class, a team) over HTTP. Admins fill them, and a world's owner gives a right to one as to a person. Times are ms
// since 1970.
import * as z from 'zod/mini'
import { PersonRef } from './sharing.ts'

/** Most groups of one node: the classes and clubs of the largest school. All are in one list of the admins. */
export const GROUPS_MAX = 500
/**
 * Most in one group, with those who are still to come: all of a year, or of a club. A list of names has as many lines at most, and
 * each new one costs the node some 40 ms of work for its code.
 */
export const GROUP_MEMBERS_MAX = 500
/** Most groups of one person: what they may do is looked up in each of them, for every frame. */
export const GROUPS_OF_ONE_MAX = 50
/** Longest name of a group, in characters: one line of a list. */
export const GROUP_NAME_MAX = 60

const groupName = z.string().check(
  z.overwrite((text) => text.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ')),
  z.trim(),
  z.minLength(1, 'Give the group a name, such as Class 4b.'),
  z.maxLength(GROUP_NAME_MAX, `A group’s name can have at most ${GROUP_NAME_MAX} characters.`),
)

/** A group as those see it who may name it, or whose world is shared with it. */
export const GroupRef = z.object({ id: z.string(), name: z.string(), members: z.number() })
export type GroupRef = z.infer<typeof GroupRef>

/** `GET /api/groups`: the groups that one may name. Those are one's own, and for admins all. */
export const MyGroups = z.object({
  groups: z.array(z.object({ ...GroupRef.shape, isMember: z.boolean() })),
})
export type MyGroups = z.infer<typeof MyGroups>

/** `GET /api/groups/ID`: who is in it, for its members and for admins. */
export const GroupPeople = z.object({ ...GroupRef.shape, people: z.array(PersonRef) })
export type GroupPeople = z.infer<typeof GroupPeople>

/** `GET /api/admin/groups?search=&page=`, in the order of their names. */
export const GroupPage = z.object({ groups: z.array(GroupRef), total: z.number() })
export type GroupPage = z.infer<typeof GroupPage>

/**
 * `POST /api/admin/groups` makes one; `PATCH /api/admin/groups/ID` renames it. The answer to both is {@link GroupDetails}.
 * `DELETE /api/admin/groups/ID` removes it, with all rights that were given to it; the accounts stay.
 */
export const GroupNamed = z.object({ name: groupName })
export type GroupNamed = z.infer<typeof GroupNamed>

/**
 * `GET /api/admin/groups/ID`. `PUT /api/admin/groups/ID/members/NAME` puts an account in, and `DELETE` takes it out; the answer to
 * both is how the group is then.
 */
export const GroupDetails = z.object({
  id: z.string(),
  name: z.string(),
  since: z.number(),
  members: z.array(z.object({ ...PersonRef.shape, since: z.number() })),
})
export type GroupDetails = z.infer<typeof GroupDetails>
