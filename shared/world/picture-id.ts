// How pictures are named: by their content, the SHA-256 of their bytes. A page shows one at `/assets/SHA`, a
// look is `asset:SHA`.
declare const picture: unique symbol
/** The SHA-256 of a picture's bytes, in 64 hexadecimal digits. */
export type PictureId = string & { readonly [picture]: 'PictureId' }

const ID = /^[0-9a-f]{64}$/
const NAMED = /(?:\/assets\/|asset:)([0-9a-f]{64})(?![0-9a-f])/g

export function parsePictureId(text: unknown): PictureId | null {
  return typeof text === 'string' && ID.test(text) ? (text as PictureId) : null
}

/** Where a picture is, for a page and for a browser. */
export const pictureUrlPath = (id: PictureId): string => `/assets/${id}`
/** A look that is a picture. */
export const pictureSprite = (id: PictureId): string => `asset:${id}`

/** The picture that a look's name means; null for another look. */
export function pictureOfSprite(sprite: string): PictureId | null {
  return sprite.startsWith('asset:') ? parsePictureId(sprite.slice('asset:'.length)) : null
}

/** The picture at an address of this site; null for another one. */
export function pictureAt(path: string): PictureId | null {
  return path.startsWith('/assets/') ? parsePictureId(path.slice('/assets/'.length)) : null
}

/** All pictures that a text names, in pages, looks and code. */
export function picturesNamedIn(text: string): PictureId[] {
  return [...text.matchAll(NAMED)].flatMap(([, id]) => parsePictureId(id) ?? [])
}
