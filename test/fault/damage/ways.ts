// Ways in which a disk, or a person who copies files by hand, damages a data folder.
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../simulation/random.ts'
import type { Folders } from './folder.ts'

export const KINDS = ['cut', 'flip', 'page', 'swap', 'remove', 'empty', 'older'] as const
type Kind = (typeof KINDS)[number]

const PAGE = 4096

/** Damages one file of `folder`, a copy of one of `folders`; returns a description. */
export function damage(kind: Kind, folder: string, { older }: Folders, random: Random): string {
  const file = oneFile(kind, folder, random)
  const path = join(folder, file)
  const bytes = statSync(path).size
  switch (kind) {
    case 'cut': {
      const left = random.below(bytes)
      truncateSync(path, left)
      return `${file} cut to ${left} of ${bytes} bytes`
    }
    case 'flip': {
      const content = readFileSync(path)
      const at = random.below(bytes)
      const bit = random.below(8)
      content[at] = (content[at] ?? 0) ^ (1 << bit)
      writeFileSync(path, content)
      return `bit ${bit} of byte ${at} of ${file} flipped`
    }
    case 'page': {
      const content = readFileSync(path)
      const pages = Math.max(1, Math.floor(bytes / PAGE))
      const [one, other] = [random.below(pages), random.below(pages)]
      const isZero = one === other
      const source = isZero
        ? Buffer.alloc(PAGE)
        : Buffer.from(content.subarray(other * PAGE, (other + 1) * PAGE))
      source.copy(content, one * PAGE)
      writeFileSync(path, content)
      return `page ${one} of ${file} ${isZero ? 'filled with zeros' : `written with page ${other}`}`
    }
    case 'swap': {
      const other = oneFile(kind, folder, random, file)
      const aside = `${path}.aside`
      renameSync(path, aside)
      renameSync(join(folder, other), path)
      renameSync(aside, join(folder, other))
      return `${file} and ${other} swapped`
    }
    case 'remove':
      rmSync(path)
      return `${file} removed`
    case 'empty':
      truncateSync(path, 0)
      return `${file} emptied`
    case 'older':
    default:
      copyFileSync(join(older, file), path)
      return `${file} put back as it was before`
  }
}

/** The database mostly, since that is where most is. */
function oneFile(kind: Kind, folder: string, random: Random, except = ''): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => file !== except && statSync(join(folder, file)).size > 0)
    .sort()
  const known = kind === 'older' ? files.filter((file) => isOlder(file)) : files
  const weighty = known.filter((file) => file.startsWith('inkland.sqlite') && !file.endsWith('-shm'))
  const among = weighty.length > 0 && random.below(10) < 7 ? weighty : known
  return among[random.below(among.length)] ?? 'inkland.sqlite'
}

/** Those that a stopped node leaves. */
const isOlder = (file: string): boolean => ['inkland.sqlite', 'inkland.progress'].includes(file)
