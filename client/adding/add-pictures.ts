// Pictures that somebody dropped, pasted or chose: made ready, kept on the device, shown at once, and set in
// a page or put on a floor.
import { pictureUrlPath, pictureSprite } from '../../shared/world/picture-id.ts'
import { makeArtifactId, type ArtifactId, type MemberId } from '../../shared/world/address.ts'
import { createArtifact, type To } from '../../shared/world/edits/place-edits.ts'
import { NAME_MAX, TEXT_WIDTH } from '../../shared/world/limits.ts'
import { notify } from '../notices/notices.ts'
import { editWithNotice } from '../world/context/act.ts'
import type { Size } from '../world/geometry/free-spot.ts'
import type { World } from '../world/context/use-world.ts'
import type { PageView } from '../world/page-view.ts'
import { importMarkFor } from '../world/edits/import-mark.ts'
import { NotTaken, preparePicture, type Prepared } from '../pictures/prepare-picture.ts'
import { senderOf } from '../pictures/picture-sender.ts'

/** Most pictures at once. */
const AT_ONCE_MAX = 50
/** Longest side of a new thing that is a picture, in pixels: three usual things. */
const THING_SIDE = 192
const THING_SIDE_MIN = 32
/** Tallest that a picture is set in a page, in pixels: half a screen. */
const PAGE_HEIGHT = 480
const PAGE_HEIGHT_MIN = 30

/**
 * Where pictures go: into a page, at a place of it, or onto a floor, each where `placeFor` says.
 */
export type PictureTarget =
  | { readonly kind: 'page'; readonly page: PageView; readonly at: number | null }
  | { readonly kind: 'floor'; readonly placeFor: (size: Size) => To }

interface Bringing {
  readonly world: World
  readonly member: MemberId
  /** How many are ready, of how many. */
  readonly tell: (done: number, of: number) => void
}

/** Brings pictures into the world; refused ones are named. */
export async function bringPictures(
  bringing: Bringing,
  files: readonly File[],
  target: PictureTarget,
): Promise<void> {
  const { world, tell } = bringing
  if (files.length > AT_ONCE_MAX) {
    notify({
      text: `That is ${files.length} pictures. You can add at most ${AT_ONCE_MAX} at once, so choose fewer.`,
    })
    return
  }
  // Set in a page, they are part of what somebody writes there.
  const mark = target.kind === 'floor' ? await importMarkFor(world, files.length) : null
  const made: ArtifactId[] = []
  let at = target.kind === 'page' ? target.at : null
  for (const [index, file] of files.entries()) {
    tell(index, files.length)
    const picture = await ready(bringing, file)
    if (picture === null) continue
    if (target.kind === 'page') at = setInPage(target.page, picture, wordsFor(file.name), at)
    else {
      const put = (): ArtifactId | null => putOnFloor(world, picture, wordsFor(file.name), target.placeFor)
      const id = world.replica.work.importing(mark, put)
      if (id !== null) made.push(id)
    }
  }
  const [first] = made
  // Its name is read to people who cannot see it: so it is asked for.
  if (made.length === 1 && first !== undefined) world.selection.name(first)
  else if (made.length > 1) world.selection.selectAll(made)
}

/** Makes one picture ready and has it sent; null where it is not taken, which is said. */
export async function ready({ world, member }: Omit<Bringing, 'tell'>, file: File): Promise<Prepared | null> {
  try {
    const picture = await preparePicture(file)
    const isKept = await senderOf(member).add(
      { id: picture.id, blob: picture.blob, name: file.name },
      world.replica.address,
    )
    if (!isKept)
      notify({
        text: 'This device cannot store the picture. Leave this page open until it is on the server.',
      })
    else if (!navigator.onLine)
      notify({ text: 'The picture is kept on this device, and will be sent when you are back online.' })
    return picture
  } catch (error) {
    notify({
      text:
        error instanceof NotTaken
          ? `${file.name}: ${error.message}`
          : 'The picture could not be added. Try again.',
    })
    return null
  }
}

/** The first name of a picture: that of its file, if that is words and not a camera's number. */
export function wordsFor(fileName: string): string {
  const stem = fileName
    .replace(/\.\w{1,5}$/, '')
    .replace(/[_\-\s[\]|]+/g, ' ')
    .trim()
  const isNumber = /^(?:img|dsc|dscn|pxl|image|bild|screenshot|photo|picture)?[\s\d().:]*$/i.test(stem)
  return isNumber ? 'picture' : stem.slice(0, NAME_MAX).toWellFormed()
}

/** The size of a thing that is a picture, with the picture's proportions. */
export function thingSizeOf({ width, height }: Size): Size {
  const scale = Math.min(1, THING_SIDE / Math.max(width, height))
  const side = (length: number): number => Math.max(THING_SIDE_MIN, Math.round(length * scale))
  return { width: side(width), height: side(height) }
}

function putOnFloor(
  world: World,
  picture: Prepared,
  name: string,
  placeFor: (size: Size) => To,
): ArtifactId | null {
  const size = thingSizeOf(picture)
  const id = makeArtifactId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
  const thing = { id, name, place: placeFor(size), look: { sprite: pictureSprite(picture.id), ...size } }
  return editWithNotice(world, (edit) => createArtifact(edit, thing)) ? id : null
}

/** Sets a picture in a line of its own, at or after `at` (null: at the cursor); answers where it ends. */
function setInPage(page: PageView, picture: Prepared, words: string, at: number | null): number | null {
  if (page.isReadOnly) {
    notify({ text: 'You are only reading this page. Switch to writing, then add the picture.' })
    return null
  }
  const height = Math.round(
    Math.min(picture.height, (picture.height / picture.width) * TEXT_WIDTH, PAGE_HEIGHT),
  )
  const source = `![${words}|${Math.max(PAGE_HEIGHT_MIN, height)}](${pictureUrlPath(picture.id)})`
  const text = page.text()
  const place = Math.min(at ?? page.selection().head, text.length)
  const start = text.slice(0, place).lastIndexOf('\n') + 1
  const [line = '', next = null] = text.slice(start).split('\n', 2)
  const isEmpty = line.trim() === ''
  const before = isEmpty ? '' : '\n\n'
  const after = next?.trim() === '' ? '' : next === null ? '\n' : '\n\n'
  const from = start + (isEmpty ? 0 : line.length)
  const end = from + before.length + source.length
  // One goes on to write below it.
  page.replace(from, start + line.length, `${before}${source}${after}`, end + 1)
  page.focus()
  return end
}
