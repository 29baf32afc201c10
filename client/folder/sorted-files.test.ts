// [F12] Files of several kinds that were dropped at once.
import { expect, test } from 'vitest'
import { WHY } from '../../shared/folder/format/left-out-files.ts'
import { whyUnused } from '../../shared/folder/format/unused-files.ts'
import type { PickedFile } from './reading/picked-files.ts'
import { partUnshown, sortFiles } from './sorted-files.ts'

const picked = (path: string, type = ''): PickedFile => ({ path, file: new File(['x'], path, { type }) })
const paths = (files: readonly PickedFile[]): string[] => files.map(({ path }) => path)

test('where there is no page, pictures come, and what is neither is named', () => {
  const camera = [picked('IMG_1.HEIC'), picked('IMG_1.MOV'), picked('a.jfif', 'image/jpeg')]
  const { pages, pictures, leftOut } = sortFiles([...camera, picked('in/b.png'), picked('c.pdf')])
  expect(pages).toEqual([])
  expect(paths(pictures)).toEqual(['IMG_1.HEIC', 'a.jfif', 'in/b.png'])
  expect(leftOut).toEqual(['IMG_1.MOV', 'c.pdf'].map((path) => ({ path, why: whyUnused(path) })))
})

test('beside pages a picture that none of them shows stands by itself', () => {
  const files = ['a.md', 'shown.png', 'own.png', 'in/other.png', 'c.pdf'].map((path) => picked(path))
  const sorted = sortFiles(files)
  expect(sorted.pages).toEqual(files)
  expect(paths(sorted.pictures)).toEqual(['shown.png', 'own.png'])
  const unshown = (path: string) => ({ path, why: WHY.unshown })
  const pdf = { path: 'c.pdf', why: whyUnused('c.pdf') }
  const parted = partUnshown(sorted, [pdf, unshown('in/other.png'), unshown('own.png')])
  expect(paths(parted.pictures)).toEqual(['own.png'])
  expect(parted.leftOut).toEqual([pdf, unshown('in/other.png')])
  // A table alone is a page; a folder that was not opened is none.
  expect(sortFiles([picked('d.csv')]).pages).toHaveLength(1)
  expect(sortFiles([{ path: '.git/', file: null, why: WHY.hidden }]).leftOut).toEqual([
    { path: '.git/', why: WHY.hidden },
  ])
})
