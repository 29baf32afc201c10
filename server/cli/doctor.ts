// `inkland doctor`: looks whether a data folder is whole, and says what to do where it is not. Changes nothing.
import { examine, type Finding } from '../storage/examine.ts'
import type { Stored } from '../storage/store.ts'
import { updatesIn } from '../sync/stored-copy.ts'
import { trialsHere } from '../sync/trials.ts'
import { say, WrongUse, type Command } from './command.ts'

const MARK: Readonly<Record<Finding['kind'], string>> = { well: 'well', note: 'note', trouble: 'TROUBLE' }

export const doctorCommand: Command = {
  help: `Checks that a data folder is in order: the database, every world, every picture, the disk, the last backup. Changes nothing;
a node may be using the folder. Ends with 1 when something is wrong.

  npm run inkland -- doctor [options]

  --data ./data   the folder to look at                                          INKLAND_DATA
  --help          this text
`,
  flags: { data: { type: 'string' } },
  prepare({ data, rest }) {
    if (rest.length > 0) throw new WrongUse('Use doctor on its own; see --help.')
    return async () => {
      let troubles = 0
      for await (const { kind, text } of examine(data, Date.now(), whyUnreadable)) {
        say(`${MARK[kind].padEnd(8)} ${text}`)
        if (kind === 'trouble') troubles++
      }
      say(
        troubles === 0
          ? 'Everything is well.'
          : troubles === 1
            ? 'One of these needs your attention.'
            : `${troubles} of these need your attention.`,
      )
      if (troubles > 0) process.exitCode = 1
    }
  },
}

/** Why a stored document cannot be opened; null where it can. */
export async function whyUnreadable(stored: Stored): Promise<string | null> {
  const { aside } = await trialsHere().open(updatesIn(stored), 'doctor')
  if (aside.length === 0) return null
  return aside.length === 1 ? 'a change in it cannot be read' : `${aside.length} changes in it cannot be read`
}
