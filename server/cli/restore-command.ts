// `inkland restore`: a new data folder of a backup.
import { resolve } from 'node:path'
import type { BackupNote } from '../storage/maintenance/backup-note.ts'
import { restoreBackup } from '../storage/maintenance/data-backup.ts'
import { minuteAt } from './control/text-table.ts'
import { systemClock } from '../time/server-clock.ts'
import { restAt, say, type CliCommand } from './control/cli-command.ts'
import { orFault } from './control/cli-fault.ts'

export const restoreCommand: CliCommand = {
  help: `Restores a backup into a data folder. The folder must be empty, or not exist yet.

  npm run inkland -- restore BACKUP [options]

What was saved after the backup is not in it. What is newer on people's own devices, saved or not, becomes a
copy there once they open the world, from which they can take over what they want; the admins' page of backups
lists them. Whoever had a world open in another program that speaks Yjs is told to reload: what it holds is of
before, and is not taken. Everyone has to sign in again. Links that were taken back after the backup work
again, so check Share in your worlds.

  --data ./data   the folder to make                                             INKLAND_DATA
  --help          this text
`,
  flags: { data: { type: 'string' } },
  prepare(given) {
    const from = resolve(restAt(given, 0, 1, 'restore BACKUP'))
    return async () => {
      const tell = ({ worlds, madeAt }: BackupNote): void =>
        say(
          `${worldsInWords(worlds)} ${worlds === 1 ? 'goes' : 'go'} back from now, ${minuteAt(systemClock.now())} UTC, to ${minuteAt(madeAt)} UTC.`,
        )
      const note = await orFault(restoreBackup(from, given.data, tell))
      say(
        `Restored ${worldsInWords(note.worlds)} to ${given.data}, as they were on ${minuteAt(note.madeAt)} UTC.`,
      )
      if (note.pictures !== undefined) {
        say(
          `Its pictures are in the bucket ${note.pictures}. While another node uses that, copy what is below pictures/ there into another prefix, without inkland-node.json, and name that one in INKLAND_PICTURES.`,
        )
      }
    }
  },
}

const worldsInWords = (count: number): string => `${count} ${count === 1 ? 'world' : 'worlds'}`
