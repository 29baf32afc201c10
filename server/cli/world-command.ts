// `inkland world`: the worlds of a node, for people with access to the machine.
import { ANONYMOUS } from '../../shared/world/address.ts'
import { addressIn, say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'
import type { NodeToManage } from './control/running-node-command.ts'
import { accountIn, withNode, worldIn } from './control/managed-node.ts'
import { dayAt, tableOf } from './control/text-table.ts'
import { systemClock as clock } from '../time/server-clock.ts'

export const worldCommand: CliCommand = {
  help: `Manages the worlds of a node, whether it runs or not.

  npm run inkland -- world list
  npm run inkland -- world give ACCOUNT/WORLD NAME   give it to another account, without asking; its address
                                                     stays the same
  npm run inkland -- world bin ACCOUNT/WORLD         move it to the bin (restore: take it out)

  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --store STORE   the database that has them, if one has                         INKLAND_STORE
  --help          this text
`,
  flags: { data: { type: 'string' }, ...STORE_FLAG },
  prepare({ rest, place }) {
    const [deed, text = '', name, ...more] = rest
    if (deed === 'list' && rest.length === 1) return () => withNode(place, list)
    if (deed === 'give' && name !== undefined && more.length === 0) {
      const address = addressIn(text)
      return () => withNode(place, (node) => give(node, address, name))
    }
    if ((deed === 'bin' || deed === 'restore') && rest.length === 2) {
      const address = addressIn(text)
      return () => withNode(place, (node) => bin(node, address, deed === 'bin' ? clock.now() : null))
    }
    throw new WrongUse(
      'Use world list, world give ACCOUNT/WORLD NAME, world bin ACCOUNT/WORLD, or world restore ACCOUNT/WORLD.',
    )
  },
}

async function list({ store, entrance }: NodeToManage): Promise<void> {
  const worlds = [...(await store.worlds('here')), ...(await store.worlds('binned'))]
  const rows = worlds.map(({ address, title, owner, changedAt, binnedAt }) => [
    address,
    title,
    owner === null || owner === ANONYMOUS ? '-' : (entrance.book.byId(owner)?.account ?? '-'),
    dayAt(changedAt),
    binnedAt === null ? '' : 'in the bin',
  ])
  if (rows.length === 0) say('There are no worlds yet.')
  else for (const line of tableOf([['address', 'title', 'of', 'changed', ''], ...rows])) say(line)
}

async function give(node: NodeToManage, address: Parameters<typeof worldIn>[1], name: string): Promise<void> {
  const world = await worldIn(node, address)
  const account = accountIn(node, name)
  await node.store.setOwner(world.key, account.id)
  node.audit.note(null, 'world.given', address, { account: account.account })
  await node.rights.offers.end(world)
  say(`${address} now belongs to ${account.account}. They were not asked.`)
  const { worldsPerAccount } = node.settings.now()
  const worlds = node.rights.worldsOf(account.id)
  if (worlds > worldsPerAccount) {
    say(
      `They have ${worlds} worlds, more than the limit of ${worldsPerAccount}, so they cannot create any more.`,
    )
  }
}

async function bin(
  node: NodeToManage,
  address: Parameters<typeof worldIn>[1],
  at: number | null,
): Promise<void> {
  const world = await worldIn(node, address)
  if ((world.binnedAt === null) === (at === null)) {
    throw new CliFault(at === null ? `${address} is not in the bin.` : `${address} is already in the bin.`)
  }
  await node.store.bin(world.key, at)
  await node.binned({ ...world, binnedAt: at })
  node.audit.note(null, at === null ? 'world.restored' : 'world.binned', address)
  say(at === null ? `${address} is back.` : `${address} is in the bin.`)
}
