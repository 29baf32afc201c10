// `inkland peer`: the key by which other nodes know this one, for people with access to the machine, while
// the node is stopped.
import { randomBytes } from 'node:crypto'
import { DAY_MS } from '../../shared/time/durations.ts'
import { OLD_KEY_MS, openIdentity } from '../peers/identity/node-identity.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand, type StorePlace } from './control/cli-command.ts'
import { withNode } from './control/managed-node.ts'

export const peerCommand: CliCommand = {
  help: `Gives a stopped node a new key. Other nodes know it by its key, and the old key vouches for the new one.

  npm run inkland -- peer new-key [options]

  --stolen        someone else may have the old key: it stops counting at once,
                  without the usual ${OLD_KEY_MS / DAY_MS} days
  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --store STORE   the database that has them, if one has                         INKLAND_STORE
  --help          this text
`,
  flags: { data: { type: 'string' }, ...STORE_FLAG, stolen: { type: 'boolean' } },
  prepare(given) {
    const { rest, place } = given
    if (rest.length !== 1 || rest[0] !== 'new-key') throw new WrongUse('Use peer new-key; see --help.')
    return () => newKey(place, given.has('stolen'))
  },
}

function newKey(place: StorePlace, isStolen: boolean): Promise<void> {
  return withNode(place, async ({ store, audit }) => {
    const random = (bytes: number) => randomBytes(bytes)
    const identity = await openIdentity({ store, clock, random, names: () => [] })
    await identity.turnOver(isStolen ? 'stolen' : 'old')
    const { kid } = identity.keys().current
    audit.note(null, 'admin.newKey', kid)
    say(`The new key is ${kid}`)
    say(
      isStolen
        ? 'The old one no longer counts. Other nodes are told when this one runs again, and those that can reach it know within five minutes.'
        : `What the old one signed still counts for ${OLD_KEY_MS / DAY_MS} days.`,
    )
  })
}
