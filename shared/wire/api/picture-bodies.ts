// Pictures over HTTP, both ways. A picture's bytes are the body of `POST /api/worlds/ACCOUNT/WORLD/assets`,
// whatever its media type says. Everybody who may see a world that holds it reads it at `/assets/SHA`.
import * as z from 'zod/mini'
import { PICTURE_TYPES } from '../../pictures/picture-limits.ts'
import { parsePictureId, type PictureId } from '../../world/picture-id.ts'

const pictureId = z.custom<PictureId>(
  (raw) => parsePictureId(raw) !== null,
  'That is not the name of a picture.',
)

/** The media type of a sent picture: its bytes say what it really is. */
export const PICTURE_TYPE = 'application/octet-stream'

/** The answer to a sent picture: how it is kept. Its id may differ from that of the sent bytes. */
export const StoredPicture = z.object({
  id: pictureId,
  type: z.enum(PICTURE_TYPES),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
})
export type StoredPicture = z.infer<typeof StoredPicture>

/** Most pictures that one request asks for: as many as a page shows at once. */
export const TAKEN_MAX = 100

/**
 * `POST /api/worlds/ACCOUNT/WORLD/assets/take`: the world shall hold these pictures, which it names: pasted
 * from another world that the sender may see, or carried from there. Pictures that it holds already stay.
 */
export const TakePictures = z.object({
  pictures: z.array(pictureId).check(z.maxLength(TAKEN_MAX, `At most ${TAKEN_MAX} pictures at once.`)),
})
export type TakePictures = z.infer<typeof TakePictures>

/** Which of them the world holds now; `missing`: nobody has those, or the sender may not see them. */
export const TakenPictures = z.object({ held: z.array(pictureId), missing: z.array(pictureId) })
export type TakenPictures = z.infer<typeof TakenPictures>

/**
 * `GET /api/worlds/ACCOUNT/WORLD/assets`: how much room a world's pictures take, in bytes, and how much they
 * may.
 */
export const PictureRoom = z.object({ used: z.number(), most: z.number(), pictures: z.number() })
export type PictureRoom = z.infer<typeof PictureRoom>
