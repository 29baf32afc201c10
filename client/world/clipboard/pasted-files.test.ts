// What a paste means that has files and words.
import { expect, test } from 'vitest'
import { filesIn } from './pasted-files.ts'

const cat = new File(['x'], 'Käse cat.png', { type: 'image/png' })
const letter = new File(['x'], 'letter.pdf')
const filesOf = (files: readonly File[], plain = '', html = ''): readonly string[] =>
  filesIn({ files, getData: (type) => (type === 'text/html' ? html : plain) }).map(({ name }) => name)

test('[E28] a copied file is the file, and not its name', () => {
  const decomposed = 'Käse cat.png'.normalize('NFD')
  for (const plain of [
    '',
    'Käse cat.png',
    decomposed,
    'Käse cat',
    '/home/ada/Käse cat.png\n',
    'C:\\a\\Käse cat.png',
  ])
    expect(filesOf([cat], plain), plain).toEqual([cat.name])
  expect(filesOf([cat], 'file:///home/ada/K%C3%A4se%20cat.png\r\n')).toEqual([cat.name])
  expect(filesOf([cat, letter], 'Käse cat.png\rletter.pdf')).toEqual([cat.name, letter.name])
  // A picture of a page that was copied.
  expect(filesOf([cat], '', '<img src="https://example.org/cat.png">')).toEqual([cat.name])
})

test('words that come with a picture of themselves are words', () => {
  const image = new File(['x'], 'image.png', { type: 'image/png' })
  expect(filesOf([image], 'Boat\t12', '<table><tr><td>Boat<td>12</table>')).toEqual([])
  expect(filesOf([image], '\t\r\n', '<table><tr><td><td></table>')).toEqual([])
  expect(filesOf([image], 'image', '<p>image</p>')).toEqual([])
  expect(filesOf([image], 'A letter with a picture')).toEqual([])
  expect(filesOf([], 'Boat')).toEqual([])
})
