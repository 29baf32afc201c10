// `inkland backup`: everything that a node keeps, as a folder of its own among earlier backups.
import { join, resolve } from 'node:path'
import { nameAt, nextNumberIn, removeOld } from '../operations/backup-folder.ts'
import { backUp } from '../storage/maintenance/data-backup.ts'
import { restAt, say, WrongUse, type CliCommand } from './control/cli-command.ts'
import { orFault } from './control/cli-fault.ts'

/** Most that `--keep` may say: more is most likely a slip. */
const KEEP_MAX = 10_000

/** What a backup of a node does not have whose pictures are in a bucket. */
const picturesApart = (bucket: string): string =>
  `Pictures are not in it: they are in the bucket ${bucket}. Save that by versions of its objects, or by a copy of it.`

export const backupCommand: CliCommand = {
  help: `Saves everything: all worlds with their history, accounts, rights and pictures. The node can keep running.

  npm run inkland -- backup FOLDER [options]

Pictures in a bucket (--pictures) are not in it, and it says so.

Makes a new folder in FOLDER, named after the time, such as 2026-03-01-0400-00. It appears only when it is
complete. Keep FOLDER on another disk, or in another place.

  --data ./data   the folder to save                                             INKLAND_DATA
  --keep N        afterwards, keep only the last N backups in FOLDER
  --help          this text
`,
  flags: { data: { type: 'string' }, keep: { type: 'string' } },
  prepare(given) {
    const folder = resolve(restAt(given, 0, 1, 'backup FOLDER'))
    const keep = keepIn(given.value('keep'))
    return async () => {
      const now = new Date()
      const to = join(folder, nameAt(now))
      const note = await orFault(backUp(given.data, to, now.getTime(), await nextNumberIn(folder)))
      say(`Saved ${note.worlds} worlds to ${to}.`)
      if (note.pictures !== undefined) say(picturesApart(note.pictures))
      if (keep !== null) for (const old of await removeOld(folder, keep)) say(`Removed ${old}.`)
    }
  },
}

function keepIn(text: string | undefined): number | null {
  if (text === undefined) return null
  const keep = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (keep >= 1 && keep <= KEEP_MAX) return keep
  throw new WrongUse(`--keep takes a whole number from 1 to ${KEEP_MAX}, not “${text}”.`)
}
