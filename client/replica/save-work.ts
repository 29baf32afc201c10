// Gives the person their unsaved work as a file.
import { saveFile } from '../device/download.ts'
import { notify } from '../notices/notices.ts'
import type { Replica } from './contract/replica.ts'
import { workFileName, writeWork } from './work-file.ts'

/** Why there is a copy in a file, of work that nobody dropped. */
const SAVED_APART = 'You saved these changes as a file before they were on the server.'

export function saveWork(replica: Replica): void {
  const copy = replica.copyOfWork(SAVED_APART)
  if (copy === null) return notify({ text: 'Everything is already on the server.' })
  saveFile(workFileName(copy), writeWork(copy))
  notify({
    text: 'Your changes are in the file. On the page of worlds, “Open a saved-changes file” opens it again.',
  })
}
