// `inkland group`: the groups of a node, for people with access to the machine. Its page /admin does the
// same, and takes lists of names.
import type { Group } from '../accounts/groups/account-groups.ts'
import { AccountRefusal } from '../accounts/model/account-refusal.ts'
import { GroupNamed } from '../../shared/wire/api/group-bodies.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'
import type { NodeToManage } from './control/running-node-command.ts'
import { accountIn, withNode } from './control/managed-node.ts'
import { dayAt, tableOf } from './control/text-table.ts'

type GroupOperation = (node: NodeToManage, name: string, other: string) => Promise<void>

/** Each with how many words it takes. */
const DEEDS: Readonly<Record<string, { readonly words: number; readonly act: GroupOperation }>> = {
  list: { words: 0, act: list },
  members: { words: 1, act: members },
  make: { words: 1, act: make },
  remove: { words: 1, act: remove },
  rename: { words: 2, act: rename },
  add: { words: 2, act: add },
  'take-out': { words: 2, act: takeOut },
}

export const groupCommand: CliCommand = {
  help: `Manages the groups of a node, whether it runs or not. Names of several words stand in quotes.

  npm run inkland -- group list
  npm run inkland -- group members GROUP         who is in it
  npm run inkland -- group make GROUP
  npm run inkland -- group rename GROUP NEW-NAME
  npm run inkland -- group remove GROUP          the accounts stay
  npm run inkland -- group add GROUP NAME        put an account in (take-out: take it out)

  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --store STORE   the database that has them, if one has                         INKLAND_STORE
  --help          this text
`,
  flags: { data: { type: 'string' }, ...STORE_FLAG },
  prepare({ rest, place }) {
    const [deed = '', name = '', other = ''] = rest
    const known = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined
    if (known === undefined || rest.length !== known.words + 1) {
      throw new WrongUse(
        'Use group list, or group members, make or remove with a group’s name, or group rename, add or take-out with two names.',
      )
    }
    return () => withNode(place, (node) => inWords(known.act(node, name, other)))
  },
}

/** A refusal is printed in its own words. */
async function inWords(done: Promise<void>): Promise<void> {
  try {
    await done
  } catch (error) {
    if (error instanceof AccountRefusal) throw new CliFault(error.message)
    throw error
  }
}

function groupIn({ entrance }: NodeToManage, name: string): Group {
  const group = entrance.groups.named(name)
  if (group !== null) return group
  throw new CliFault(`There is no group “${name}”. Use group list to see them all.`)
}

function nameIn(text: string): string {
  const read = GroupNamed.safeParse({ name: text })
  if (read.success) return read.data.name
  throw new CliFault(read.error.issues[0]?.message ?? 'That cannot be the name of a group.')
}

function list({ entrance }: NodeToManage): Promise<void> {
  const { groups, pending } = entrance
  const rows = groups.all().map(({ id, name, since }) => {
    return [String(groups.countOf(id)), String(pending.of(id).length), dayAt(since), name]
  })
  if (rows.length === 0) say('There are no groups yet.')
  else for (const line of tableOf([['members', 'waiting', 'since', 'name'], ...rows])) say(line)
  return Promise.resolve()
}

function members(node: NodeToManage, name: string): Promise<void> {
  const { groups, book } = node.entrance
  const accounts = groups.membersOf(groupIn(node, name).id).flatMap(({ member }) => book.byId(member) ?? [])
  if (accounts.length === 0) say('Nobody is in it.')
  for (const line of tableOf(accounts.map(({ account, name }) => [account, name]))) say(line)
  return Promise.resolve()
}

async function make({ entrance, audit }: NodeToManage, text: string): Promise<void> {
  const { name } = await entrance.groups.make(nameIn(text))
  audit.note(null, 'group.made', name)
  say(`Made the group “${name}”.`)
}

async function rename(node: NodeToManage, from: string, to: string): Promise<void> {
  const group = groupIn(node, from)
  const name = nameIn(to)
  await node.entrance.groups.rename(group.id, name)
  node.audit.note(null, 'group.renamed', name, { from: group.name })
  say(`“${group.name}” is called “${name}” now.`)
}

async function remove(node: NodeToManage, text: string): Promise<void> {
  const { entrance, rights, audit } = node
  const { id, name } = groupIn(node, text)
  const members = entrance.groups.countOf(id)
  await entrance.groups.remove(id, () => [...entrance.pending.withdrawing(id), ...rights.forgettingGroup(id)])
  audit.note(null, 'group.removed', name, { members })
  say(`Removed the group “${name}”. Its accounts are still there.`)
}

async function add(node: NodeToManage, text: string, of: string): Promise<void> {
  const group = groupIn(node, text)
  const { id, account } = accountIn(node, of)
  await node.entrance.groups.put(group.id, id)
  node.audit.note(null, 'group.joined', group.name, { account })
  say(`${account} is in “${group.name}” now.`)
}

async function takeOut(node: NodeToManage, text: string, of: string): Promise<void> {
  const group = groupIn(node, text)
  const { id, account } = accountIn(node, of)
  const wasIn = await node.entrance.groups.takeOut(group.id, id)
  if (wasIn) node.audit.note(null, 'group.left', group.name, { account })
  say(wasIn ? `${account} is not in “${group.name}” any more.` : `${account} was not in “${group.name}”.`)
}
