// `inkland clock`: whether the node believes its clock, and the word of whoever runs it that it is right. The
// overview of the admins' pages asks the same.
import { systemClock as clock } from '../time/server-clock.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'
import { withNode } from './control/managed-node.ts'
import type { NodeToManage } from './control/running-node-command.ts'
import { minuteAt } from './control/text-table.ts'

const BELIEVED = 'The clock is believed: what has an age goes by it.'

export const clockCommand: CliCommand = {
  help: `Says whether the node believes its clock, whether it runs or not. After a jump that nothing explains it does
not: then nothing is deleted or ended for its age until the clock is back, or somebody says that it is right.

  npm run inkland -- clock          what it tells, and what it should tell
  npm run inkland -- clock trust    it is right: what has been old enough since goes now

  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --store STORE   the database that has them, if one has                         INKLAND_STORE
  --help          this text
`,
  flags: { data: { type: 'string' }, ...STORE_FLAG },
  prepare({ rest, place }) {
    const [deed, ...more] = rest
    if (more.length > 0 || (deed !== undefined && deed !== 'trust'))
      throw new WrongUse('Use clock, or clock trust.')
    return () => withNode(place, deed === 'trust' ? trust : tellDoubt)
  },
}

async function tellDoubt({ ages: { doubt } }: NodeToManage): Promise<void> {
  if (doubt === null) return say(BELIEVED)
  say(
    `The clock tells ${minuteAt(doubt.told)} UTC, and should tell about ${minuteAt(doubt.expected)} UTC. Nothing is deleted or ended for its age until it is back. If it is right, say clock trust.`,
  )
}

async function trust({ ages, audit }: NodeToManage): Promise<void> {
  const { doubt } = ages
  if (doubt === null) return say(BELIEVED)
  if (!(await ages.trust(doubt.told)))
    throw new CliFault(
      `The clock tells ${minuteAt(clock.now())} UTC by now, and not what it told. Ask again.`,
    )
  audit.note(null, 'admin.trustedClock', '', doubt)
  say(`The clock is right: it is ${minuteAt(doubt.told)} UTC. What has an age goes by it again.`)
}
