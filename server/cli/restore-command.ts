// `inkland restore`: a new data folder of a backup.
import { resolve } from 'node:path'
import { restoreBackup } from '../storage/maintenance/data-backup.ts'
import { restAt, say, type CliCommand } from './control/cli-command.ts'
import { orFault } from './control/cli-fault.ts'

export const restoreCommand: CliCommand = {
  help: `Restores a backup into a data folder. The folder must be empty, or not exist yet.

  npm run inkland -- restore BACKUP [options]

What was saved after the backup is not in it. Work that is still unsaved on people's own devices becomes a copy
there, from which they can take over what they want. Whoever had a world open in another program that speaks
Yjs is told to reload: what it holds is of before, and is not taken. Everyone has to sign in again. Links that
were taken back after the backup work again, so check Share in your worlds.

  --data ./data   the folder to make                                             INKLAND_DATA
  --help          this text
`,
  flags: { data: { type: 'string' } },
  prepare(given) {
    const from = resolve(restAt(given, 0, 1, 'restore BACKUP'))
    return async () => {
      const note = await orFault(restoreBackup(from, given.data))
      const day = new Date(note.madeAt).toISOString().slice(0, 16).replace('T', ' ')
      say(`Restored ${note.worlds} worlds to ${given.data}, as they were on ${day} UTC.`)
      if (note.pictures !== undefined) {
        say(
          `Its pictures are in the bucket ${note.pictures}. While another node uses that, copy what is below pictures/ there into another prefix, without inkland-node.json, and name that one in INKLAND_PICTURES.`,
        )
      }
    }
  },
}
