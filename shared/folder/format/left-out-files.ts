// The files of a folder that do not come along, each by its name and with the reason, for people.
import { FOLDER_BYTES_MAX } from './folder-limits.ts'

export interface LeftOutFile {
  readonly path: string
  readonly why: string
}

export const WHY = {
  hidden: 'Its name, or its folder’s name, begins with a dot: programs keep their own files there.',
  programs: 'It is in a folder that programs made.',
  unshown: 'No page shows this image.',
  link: 'It is a link to another place on the disk.',
  notUtf8: 'It is not text in UTF-8 or UTF-16. Save it as UTF-8 in your editor, and add it again.',
  damaged: 'It is damaged.',
  tooLarge: `With it, there would be more than the ${FOLDER_BYTES_MAX / 1024 / 1024} MB that are read at once.`,
} as const

/** Why nothing of this path is read; null when it is. */
export function whyUnread(path: string): string | null {
  for (const part of path.split('/')) {
    if (part.startsWith('.')) return WHY.hidden
    if (part === '__MACOSX' || part === 'node_modules') return WHY.programs
  }
  return null
}

/** One line for each file. */
export const leftOutWords = ({ path, why }: LeftOutFile): string => `${path}: ${why}`
