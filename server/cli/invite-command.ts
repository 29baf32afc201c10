// `inkland invite`: a link with which others sign up.
import { say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { DAY_MS } from '../../shared/time/durations.ts'
import { CliFault } from './control/cli-fault.ts'
import { accountIn, withNode } from './control/managed-node.ts'
import { systemClock as clock } from '../time/server-clock.ts'

const USES_MAX = 1000
const DAYS_MAX = 3650

export const inviteCommand: CliCommand = {
  help: `Creates an invitation link on behalf of an account, whether the node runs or not.

  npm run inkland -- invite --by NAME --origin https://my.domain [options]

  --by NAME          whose invitation it is
  --origin ADDRESS   where the node will be found
  --uses 1           how many people can sign up with it
  --days 7           how long it lasts
  --data ./data      the folder that holds the worlds                            INKLAND_DATA
  --store STORE      the database that has them, if one has                      INKLAND_STORE
  --help             this text
`,
  flags: {
    by: { type: 'string' },
    origin: { type: 'string' },
    uses: { type: 'string' },
    days: { type: 'string' },
    data: { type: 'string' },
    ...STORE_FLAG,
  },
  prepare(given) {
    const by = given.value('by')
    const origin = originIn(given.value('origin'))
    if (by === undefined || given.rest.length > 0)
      throw new WrongUse('Use invite --by NAME --origin ADDRESS; see --help.')
    const usesLeft = wholeIn('uses', given.value('uses') ?? '1', USES_MAX)
    const days = wholeIn('days', given.value('days') ?? '7', DAYS_MAX)
    return () =>
      withNode(given.place, async (node) => {
        const account = accountIn(node, by)
        if (account.isSuspended)
          throw new CliFault(`${account.account} is suspended and cannot invite anyone.`)
        const until = clock.now() + days * DAY_MS
        const { secret } = await node.entrance.invitations.make({
          by: account.id,
          label: 'From the command line',
          until,
          usesLeft,
          world: null,
          right: null,
        })
        node.audit.note(null, 'invitation.made', account.account)
        say(`${origin}/join#${secret}`)
      })
  },
}

function originIn(text: string | undefined): string {
  const url = text === undefined ? null : URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin
  throw new WrongUse('--origin takes the address of the node, such as https://my.domain.')
}

function wholeIn(flag: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return value
  throw new WrongUse(`--${flag} takes a whole number from 1 to ${most}, not “${text}”.`)
}
