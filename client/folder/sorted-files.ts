// Dropped or pasted files: which are read as pages, and which become pictures by themselves. One that is
// neither never keeps the others out.
import { isPagePath } from '../../shared/folder/format/folder-paths.ts'
import type { LeftOutFile } from '../../shared/folder/format/left-out-files.ts'
import { whyUnused } from '../../shared/folder/format/unused-files.ts'
import { isZipName } from '../../shared/folder/zip-files.ts'
import { imageType } from '../../shared/world/image-type.ts'
import { isLooseCsv } from './reading/csv-page.ts'
import type { PickedFile } from './reading/picked-files.ts'

interface SortedFiles {
  /** Pages, and all files beside them, which they may show; none where there is no page. */
  readonly pages: readonly PickedFile[]
  readonly pictures: readonly PickedFile[]
  readonly leftOut: readonly LeftOutFile[]
}

/** Beside pages only those pictures stand by themselves that are in no folder. */
export function sortFiles(files: readonly PickedFile[]): SortedFiles {
  const hasPage = files.some(({ path }) => isPagePath(path) || isLooseCsv(path) || isZipName(path))
  if (hasPage) {
    const pictures = files.filter((file) => !file.path.includes('/') && isPicture(file))
    return { pages: files, pictures, leftOut: [] }
  }
  // A hidden folder is named itself.
  const others = files.filter((file) => !isPicture(file) && (file.file === null || file.why === undefined))
  const leftOut = others.map(({ path, why }) => ({ path, why: why ?? whyUnused(path) }))
  return { pages: [], pictures: files.filter(isPicture), leftOut }
}

/** Also those that most browsers cannot read, and some systems tell no type of: that is said with each. */
const isPicture = ({ path, file, why }: PickedFile): boolean =>
  file !== null &&
  why === undefined &&
  (file.type.startsWith('image/') || imageType(path) !== null || /\.(?:heic|heif)$/i.test(path))

/** Once the pages are there: the pictures that none of them shows, and what else was left out. */
export function partUnshown({ pictures }: SortedFiles, leftOut: readonly LeftOutFile[]): SortedFiles {
  const unshown = new Set(leftOut.map(({ path }) => path))
  const own = pictures.filter(({ path }) => unshown.has(path.normalize('NFC')))
  const paths = new Set(own.map(({ path }) => path.normalize('NFC')))
  return { pages: [], pictures: own, leftOut: leftOut.filter(({ path }) => !paths.has(path)) }
}
