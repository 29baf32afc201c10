// Gives the person their unsaved work as a file.
import { saveFile } from '../app/download.ts'
import { notify } from '../app/notices.ts'
import type { Replica } from '../replica/replica.ts'
import { workFileName, writeWork } from './work-file.ts'

export function saveWork(replica: Replica): void {
  const copy = replica.copyOfWork()
  if (copy === null) return notify({ text: 'Everything is already on the server.' })
  saveFile(workFileName(copy), writeWork(copy))
  notify({
    text: 'Your changes are in the file. On the page of worlds, “Open a saved-changes file” opens it again.',
  })
}
