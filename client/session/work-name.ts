// How a file of unsaved work is told from other files.

/** The ending of its name. */
export const WORK_FILE = '.unsaved.json'

export const isWorkFile = (name: string): boolean => name.endsWith(WORK_FILE)
