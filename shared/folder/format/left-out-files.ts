// The files of a folder that do not come along, each by its name and with the reason, for people.

export interface LeftOutFile {
  readonly path: string
  readonly why: string
}

export const WHY = {
  hidden: 'Its name, or its folder’s name, begins with a dot: programs keep their own files there.',
  programs: 'It is in a folder that programs made.',
  unshown: 'No page shows this image.',
  link: 'It is a link to another place on the disk.',
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
