// Images in folders whose names begin with a dot, such as `.attachments`, `.gitbook`: programs keep pictures
// of pages there, beside much else. Whoever reads a folder reads its pages first, and then of these images
// only those that pages show.
import { imageType } from '../world/image-type.ts'
import { textOf } from './format/file-text.ts'
import { isPagePath, resolvePath } from './format/folder-paths.ts'
import { isHiddenImage, whyUnread } from './format/left-out-files.ts'
import { linkIn } from './links/file-link.ts'
import { destinationsIn, namesOnPage } from './links/folder-links.ts'
import { cleanPath, commonFolder, type FolderFile } from './read-folder.ts'

/** A part of a path that begins with a dot. Without one, a page need not be parsed here. */
const HIDDEN = /(?:^|[\s/(<"'=[])\.[^./\s]/m

/** The paths, as `cleanPath` writes them, at which pages among these files show images in hidden folders. */
export function hiddenImagesShown(files: readonly FolderFile[]): ReadonlySet<string> {
  const pages = files
    .map(({ path, bytes }) => ({ path: cleanPath(path), bytes }))
    .filter(({ path }) => isPagePath(path) && whyUnread(path) === null)
  const top = commonFolder(pages.map(({ path }) => path))
  const shown = new Set<string>()
  for (const { path, bytes } of pages) {
    const page = textOf(bytes)?.text ?? ''
    if (!HIDDEN.test(page)) continue
    const links = destinationsIn(page).flatMap(({ text }) => linkIn(text)?.path ?? [])
    for (const written of [...links, ...namesOnPage(page)]) {
      if (imageType(written) === null) continue
      for (const from of [path.slice(top.length), '']) {
        const meant = resolvePath(from, written.normalize('NFC'))
        if (meant !== null && isHiddenImage(meant)) shown.add(`${top}${meant}`)
      }
    }
  }
  return shown
}
