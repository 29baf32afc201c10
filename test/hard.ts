/**
 * Whether the long forms run, too (`npm run test:hard`): each file has a process of its own then, and the
 * machine to itself.
 */
export const IS_HARD = process.env['INKLAND_HARD'] !== undefined
