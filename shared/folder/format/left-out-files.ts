// The files of a folder that do not come along, each by its name and with the reason, for people.
import { imageType } from '../../world/image-type.ts'
import { FOLDER_BYTES_MAX, HIDDEN_FILES_MAX } from './folder-limits.ts'

export interface LeftOutFile {
  readonly path: string
  readonly why: string
}

export const WHY = {
  hidden: 'Its name, or its folder’s name, begins with a dot: programs keep their own files there.',
  hiddenPart:
    'Its name begins with a dot: programs keep their own files there. Only pictures that pages show came from it.',
  hiddenMany: `Its name, or its folder’s name, begins with a dot, and such folders hold more than ${HIDDEN_FILES_MAX.toLocaleString('en')} files. Not all of them were looked at for pictures that pages show.`,
  unreadable: 'It cannot be read. It may have been moved or changed, or this device may not open it.',
  programs: 'It is in a folder that programs made.',
  unshown: 'No page shows this image.',
  link: 'It is a link to another place on the disk.',
  notUtf8: 'It is not text in UTF-8 or UTF-16. Save it as UTF-8 in your editor, and add it again.',
  damaged: 'It is damaged.',
  tooLarge: `With it, there would be more than the ${FOLDER_BYTES_MAX / 1024 / 1024} MB that are read at once.`,
} as const

const isHidden = (part: string): boolean => part.startsWith('.')
const isPrograms = (part: string): boolean => part === '__MACOSX' || part === 'node_modules'

/** Why nothing of this path is read; null when it is. */
export function whyUnread(path: string): string | null {
  for (const part of path.split('/')) {
    if (isHidden(part)) return WHY.hidden
    if (isPrograms(part)) return WHY.programs
  }
  return null
}

/**
 * Whether a folder of this name may hold pictures that pages show, hidden or not. Ways out of the whole may
 * not, nor what version control keeps: nothing is taken from there, or written there.
 */
export const mayHoldPictures = (folder: string): boolean =>
  !/^\.(?:\.|git|hg|svn)$/i.test(folder) && !isPrograms(folder)

/** Whether a file is an image in a hidden folder: it comes along where a page shows it, by its whole path. */
export function isHiddenImage(path: string): boolean {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  if (imageType(name) === null || isHidden(name)) return false
  return folders.some(isHidden) && folders.every(mayHoldPictures)
}

/** The outermost hidden folder around a file, with a slash at the end: it is told as one. */
export function hiddenFolderOf(path: string): string | null {
  const parts = path.split('/').slice(0, -1)
  const at = parts.findIndex(isHidden)
  return at < 0 ? null : `${parts.slice(0, at + 1).join('/')}/`
}

/** One line for each file. */
export const leftOutWords = ({ path, why }: LeftOutFile): string => `${path}: ${why}`
