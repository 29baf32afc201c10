// Opens changes that were saved as a file because a device could not keep them: they become a kept copy.
import type { MemberId } from '../../shared/world/address.ts'
import { deviceOf } from '../session/person-device.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfCopy } from '../navigation/route.ts'
import { readWork, WORK_FILE_MAX } from '../session/work-file.ts'
import { WORK_FILE } from '../session/work-name.ts'

/** Asks for such a file, and goes to the copy that is in it. */
export function chooseSavedWork(member: MemberId): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = `${WORK_FILE},.json`
  input.addEventListener('change', () => {
    const file = input.files?.item(0)
    if (file) void openSavedWork(member, file)
  })
  input.click()
}

/** Says so when the file is none of ours. */
export async function openSavedWork(member: MemberId, file: File): Promise<void> {
  const copy = file.size > WORK_FILE_MAX ? null : readWork(await file.text())
  if (copy === null) return notify({ text: `“${file.name}” has no saved Inkland changes in it.` })
  await deviceOf(member).copies.saveCopy(copy)
  go(pathOfCopy(copy.id))
}
