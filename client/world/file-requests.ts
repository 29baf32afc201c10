// Files that somebody wants to bring onto the shown floor: asked for by a command, from anywhere.
import { Listeners } from '../device/listener-set.ts'

/** The request: to choose files or a folder. */
export type FileRequest = 'files' | 'folder'

const listeners = new Listeners<FileRequest>()

/** Lets a person choose what to bring onto the floor that is shown. Called in the turn of a press. */
export function askForFiles(ask: FileRequest): void {
  listeners.tell(ask)
}

export const onAsk = listeners.add

/** Lets a person choose; the browser opens its own dialog. */
export function choose(
  ask: FileRequest | 'picture' | 'pictures',
  take: (input: HTMLInputElement) => void,
): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = ask !== 'picture'
  if (ask === 'folder') input.webkitdirectory = true
  if (ask === 'picture' || ask === 'pictures') input.accept = 'image/*'
  input.addEventListener('change', () => take(input), { once: true })
  input.click()
}

/** Whether a whole folder can be chosen here: phones have none. */
export const canChooseFolder = (): boolean => 'webkitdirectory' in document.createElement('input')
