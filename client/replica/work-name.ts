// How a file of unsaved work is told from other files.

/** What its name ends with. */
export const WORK_FILE = '.unsaved.json'

export const isWorkFile = (name: string): boolean => name.endsWith(WORK_FILE)
