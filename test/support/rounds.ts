// How often a long form does what it does.

/**
 * `INKLAND_ROUNDS`, or so often as `usual` says: a part of `npm run test:hard` takes half an hour at most on
 * two cores.
 */
export const roundsOr = (usual: number): number => Number(process.env['INKLAND_ROUNDS'] ?? usual)
