// [F5] [F8] [F12] to [F17] Markdown files into worlds and out again, by drop, by choice and by download; and
// their links by name.
import { expect, type Download, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { unzipFiles } from '../../../shared/folder/zip-files.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, type ServingNode } from '../../process.ts'
import { png } from '../../unit/assets/made.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { line, openHistory } from '../timeline.ts'

let server: ServingNode

test.beforeAll(async () => {
  server = await serve()
})

test.afterAll(() => server[Symbol.asyncDispose]())

interface Dropped {
  readonly name: string
  readonly bytes: readonly number[]
}

const textFile = (name: string, text: string): Dropped => ({
  name,
  bytes: [...new TextEncoder().encode(text)],
})

const GARDEN = [
  textFile('README.md', '# The garden\n\nGo to [the pond](pond.md).\n'),
  textFile(
    'pond.md',
    '# The pond\n\nBack to [the garden](README.md), or to [the frog](frog.md#%C3%BCber-das-quaken).\n',
  ),
  textFile(
    'frog.md',
    `---\ntags: [green]\n---\n# The frog\n\n${'Reeds.\n\n'.repeat(40)}## Über das Quaken\n\nAs above.\n`,
  ),
]

/** Holds files over a part of the screen, and lets go of them. */
async function drop(page: Page, onto: string, files: readonly Dropped[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer()
    for (const { name, bytes } of files) transfer.items.add(new File([Uint8Array.from(bytes)], name))
    return transfer
  }, files)
  const at = { dataTransfer, clientX: 640, clientY: 400 }
  await page.dispatchEvent(onto, 'dragenter', at)
  // Told again and again, as long as they are held.
  await expect(async () => {
    await page.dispatchEvent(onto, 'dragover', at)
    await expect(page.getByText(/Drop to make|Drop here/)).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.dispatchEvent(onto, 'drop', at)
}

/** The world as files, as the server has it. */
async function filesOf(page: Page, address: string) {
  const answer = await page.request.get(`/api/worlds/${address}/scene`)
  const scene = new Y.Doc()
  Y.applyUpdate(scene, await answer.body())
  return saveWorld(scene).files
}

async function fileIn(download: Download): Promise<Dropped> {
  return { name: download.suggestedFilename(), bytes: [...readFileSync(await download.path())] }
}

test('three linked files dropped on home are a world; a way leads on; its folder, dropped again, is the same world', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.page.goto('/')
  const { page } = ada
  await drop(page, '.home', GARDEN)
  await expect(page.getByLabel('Title')).toHaveValue('The garden')
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/ada\/the-garden$/)
  await ada.reads(/Go to .*the pond/)
  await expect(ada.thing('The pond')).toBeVisible()

  const arrived = page.getByRole('heading', { name: 'The pond' })
  // A page is set once its language is read: until then its words are no link yet.
  await expect(async () => {
    if (await arrived.isHidden())
      await page.getByText('the pond', { exact: true }).click({ modifiers: ['ControlOrMeta'], timeout: 1000 })
    await expect(arrived).toBeVisible({ timeout: 1000 })
  }).toPass()
  await ada.reads(/or to .*the frog/)
  const heading = page.getByText('Über das Quaken')
  await expect(async () => {
    if ((await heading.count()) === 0)
      await page.getByText('the frog', { exact: true }).click({ modifiers: ['ControlOrMeta'], timeout: 1000 })
    await expect(heading).toBeInViewport({ timeout: 1000 })
  }).toPass()

  await page.goto('/')
  await page.getByRole('button', { name: 'More for The garden' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save as a folder' }).click()
  const zip = await fileIn(await downloading)
  expect(zip.name).toBe('ada-the-garden.zip')
  await drop(page, '.home', [zip])
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/ada\/the-garden-2$/)
  expect(await filesOf(page, 'ada/the-garden-2')).toEqual(await filesOf(page, 'ada/the-garden'))
})

test('[F22] a world, or one page of it, is saved as one HTML file that a browser shows without Inkland @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/saved')
  await ada.write('# Pond\nA **deep** one.')
  for (const [title, name] of [
    ['Save the world as one HTML file', 'saved.html'],
    ['Save this page as one HTML file', 'saved.html'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(title)
    const downloading = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    const download = await downloading
    expect(download.suggestedFilename()).toBe(name)
    const reader = await page.context().newPage()
    const file = join(temporaryFolder(), name)
    await download.saveAs(file)
    await reader.goto(`file://${file}`)
    await expect(reader.getByRole('heading', { name: 'Pond' })).toBeVisible()
    await expect(reader.locator('.page-strong')).toHaveText('deep')
    await reader.close()
  }
})

test('[F12] [F13] what is left out of a folder is named, and its code sleeps until somebody lets it run @hard', async ({
  browser,
}) => {
  const bea = await Person.meet(browser, server.url, 'Bea')
  const { page } = bea
  await page.goto('/')
  const files = [
    textFile('README.md', 'A house.\n'),
    textFile('bell.md', "```js\nmemory.rang = 'yes'\n```\n"),
    textFile('to do.txt', 'x'),
  ]
  await drop(page, '.home', files)
  await expect(page.getByText('to do.txt: It is neither a page nor an image.')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: /^Let the code on 1 page run at once/ })).not.toBeChecked()
  await page.getByLabel('Title').fill('House')
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/bea\/house$/)
  const asleep = page.getByRole('button', { name: 'bell is asleep' })
  await asleep.click()
  await expect(
    page.getByText('Its code came with files. It sleeps until somebody lets it run.'),
  ).toBeVisible()
  // That is no trouble.
  await expect(page.getByRole('button', { name: /^Outline/ })).toHaveAccessibleName(/^Outline(?!.*trouble)/)
  await page.getByRole('button', { name: 'Let it run' }).click()
  await expect(asleep).toBeHidden()

  await drop(page, '.floor-window', files.slice(1))
  const card = page.getByRole('dialog', { name: 'Some things differ from the files' })
  await expect(card.getByText('Code on 1 page sleeps until you let it run')).toBeVisible()
  await expect(card.getByText('to do.txt: It is neither a page nor an image.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await expect(asleep).toBeVisible()
})

test('[F15] [F16] a link by name leads on, is completed as one types, and is seen from where it leads @hard', async ({
  browser,
}) => {
  const cleo = await Person.meet(browser, server.url, 'Cleo')
  const { page } = cleo
  await page.goto('/')
  await drop(page, '.home', [
    textFile('README.md', 'Go to [[Deep pond|the water]].\n\nLast line.\n'),
    textFile('Deep pond.md', 'Fish.\n'),
  ])
  await page.getByLabel('Title').fill('Names')
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/cleo\/names$/)
  await cleo.reads(/Go to .*the water/)
  await page.getByText('Last line.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Or [[dee')
  const offered = page.getByRole('option', { name: /Deep pond/ })
  await expect(offered).toBeVisible()
  await expect(offered).toHaveAttribute('aria-selected', 'true')
  expect(await faults(page, '.cm-tooltip-autocomplete')).toEqual([])
  await page.keyboard.press('Enter')
  await page.keyboard.type('.')
  await cleo.isSaved()
  const [first] = await filesOf(page, 'cleo/names')
  expect(first?.text).toContain('\nGo to [[Deep pond|the water]].\n\nLast line. Or [[Deep pond]].\n')

  await cleo.thing('Deep pond').click()
  await page.keyboard.press('Enter')
  const from = page.getByRole('region', { name: 'Linked from' })
  await expect(from.getByRole('listitem')).toHaveCount(1)

  const fish = page.getByText('Fish.')
  await page.getByText('the water', { exact: true }).click({ modifiers: ['ControlOrMeta'] })
  await expect(page).toHaveURL(/\/names#/)
  await expect(fish.first()).toBeVisible()
})

test('[F17] a picture by the name of its file is shown, and completed as one types @hard', async ({
  browser,
}) => {
  const dora = await Person.meet(browser, server.url, 'Dora')
  const { page } = dora
  await page.goto('/')
  await drop(page, '.home', [
    textFile('README.md', 'Look ![[a map.png|40]] here.\n\nLast line.\n'),
    { name: 'a map.png', bytes: [...png(80, 60)] },
  ])
  await page.getByLabel('Title').fill('Maps')
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/dora\/maps$/)
  const map = page.getByRole('img', { name: 'a map' })
  await expect(map).toHaveCount(1)
  await expect(map).toHaveJSProperty('naturalWidth', 80)
  // Its line is drawn anew when the editor comes.
  await expect.poll(() => map.boundingBox()).toMatchObject({ width: 40, height: 30 })

  await page.getByText('Last line.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' And ![[ma')
  await page.getByRole('option', { name: /^a map\.png/ }).click()
  await expect(map).toHaveCount(2)
  await dora.isSaved()
  const [first] = await filesOf(page, 'dora/maps')
  expect(first?.text).toContain('\nLook ![[a map.png|40]] here.\n\nLast line. And ![[a map.png]]\n')
})

test('[F15] a name that nothing has looks unknown, and a press makes its page @hard', async ({ browser }) => {
  const finn = await Person.meet(browser, server.url, 'Finn')
  const { page } = finn
  await page.goto('/')
  await drop(page, '.home', [
    textFile('README.md', 'Go to [[Deep pond]] and [[High tower]], and [the map](map.png).\n'),
    textFile('Deep pond.md', 'Fish.\n'),
    { name: 'map.png', bytes: [...png(80, 60)] },
  ])
  await page.getByLabel('Title').fill('Unknown')
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/finn\/unknown$/)
  const unknown = page.locator('.page-link-unknown')
  await expect(unknown).toHaveText(['High tower'])
  await page.getByText('High tower', { exact: true }).click({ modifiers: ['ControlOrMeta'] })
  await expect(page).toHaveURL(/\/unknown#/)
  await finn.isSaved()
  await page.goBack()
  await expect(page.locator('.page-link', { hasText: 'High tower' })).toBeVisible()
  await expect(unknown).toHaveCount(0)
  const files = await filesOf(page, 'finn/unknown')
  expect(files.map(({ path }) => path).sort()).toEqual(['Deep pond.md', 'High tower.md', 'README.md'])

  const opening = page.context().waitForEvent('page')
  await page.getByText('the map', { exact: true }).click({ modifiers: ['ControlOrMeta'] })
  expect((await opening).url()).toMatch(/\/assets\/[\da-f]{64}$/)
})

test('[F18] a guess of how the names in a zip are written is shown, and one can choose @hard', async ({
  browser,
}) => {
  const gia = await Person.meet(browser, server.url, 'Gia')
  const { page } = gia
  await page.goto('/')
  const zip = readFileSync(new URL('../../unit/folder/zips/shift-jis.zip', import.meta.url))
  await drop(page, '.home', [{ name: 'notes.zip', bytes: [...zip] }])
  const card = page.getByRole('dialog')
  await expect(card).toContainText('They were read as Japanese (Shift-JIS), such as “')
  const choice = card.getByLabel('How the names in the zip are written')
  await choice.selectOption('cp437')
  await expect(card).toContainText('They were read as Western European (CP437), such as “É▌ÆΦÅW.md”')
  await choice.selectOption('shift_jis')
  await expect(card).toContainText('They were read as Japanese')
  expect(await faults(page, '[role=dialog]')).toEqual([])
  await page.getByRole('button', { name: 'Create world' }).click()
  await expect(page).toHaveURL(/\/w\/gia\//)
  await expect(gia.thing('ゲームの世界')).toBeVisible()
})

test('[F18] for a zip on a floor the same is asked before anything is there @hard', async ({ browser }) => {
  const ida = await Person.meet(browser, server.url, 'Ida')
  const { page } = ida
  await ida.enter('ida/floor')
  const zip = readFileSync(new URL('../../unit/folder/zips/shift-jis.zip', import.meta.url))
  const files = [{ name: 'notes.zip', bytes: [...zip] }]
  await drop(page, '.floor-window', files)
  const card = page.getByRole('dialog', { name: 'Names in the zip' })
  await expect(card).toContainText('They were read as Japanese (Shift-JIS), such as “')
  await card.getByRole('button', { name: 'Cancel' }).click()
  await expect(card).toBeHidden()
  await drop(page, '.floor-window', files)
  await card.getByLabel('How the names in the zip are written').selectOption('cp437')
  await expect(card).toContainText('They were read as Western European (CP437), such as “É▌ÆΦÅW.md”')
  expect(await faults(page, '[role=dialog]')).toEqual([])
  await card.getByLabel('How the names in the zip are written').selectOption('shift_jis')
  await expect(card).toContainText('They were read as Japanese')
  await card.getByRole('button', { name: 'Add the pages' }).click()
  await expect(ida.thing('ゲームの世界')).toHaveCount(1)
})

test('files dropped onto a floor are things there, taken back by one undo; a thing is saved as a folder @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/floor')
  await drop(page, '.floor-window', GARDEN)
  for (const { name } of [{ name: 'The garden' }, { name: 'The pond' }, { name: 'The frog' }])
    await expect(ada.thing(name)).toBeVisible()
  await ada.isSaved()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(ada.thing('The frog')).toBeHidden()
  await expect(ada.thing('The pond')).toBeHidden()
  await page.getByRole('button', { name: 'Redo', exact: true }).click()
  await expect(ada.thing('The frog')).toBeVisible()

  await ada.thing('The frog').click()
  await page.keyboard.press('Enter')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a folder' }).click()
  const zip = await fileIn(await downloading)
  const [frog] = unzipFiles(Uint8Array.from(zip.bytes))?.files ?? []
  expect(frog?.path).toBe('the-frog/frog.md')
  expect(new TextDecoder().decode(frog?.bytes)).toMatch(
    /^---\ntags: \[green\]\ninkland:\n(?: .*\n)+---\n# The frog\n\n(?:Reeds\.\n\n)+## Über das Quaken\n\nAs above\.\n$/,
  )

  await drop(page, '.floor-window', [textFile('bad.md', '---\nid: bad\nname: [x\n---\n')])
  const card = page.getByRole('dialog', { name: 'Nothing was imported' })
  await expect(card.getByRole('alert')).toContainText('bad.md, line 4: ')
})

test('[HI26] the timeline says that files were imported, has a version of before, and the import is taken back @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/past')
  await ada.write('Written before. ')
  await ada.isSaved()
  await drop(page, '.floor-window', GARDEN)
  await expect(ada.thing('The frog')).toBeVisible()
  await ada.isSaved()
  await page.context().setOffline(true)
  await drop(page, '.floor-window', [textFile('owl.md', '# The owl\n')])
  await expect(ada.thing('The owl')).toBeVisible()
  await page.context().setOffline(false)
  await ada.isSaved()
  await openHistory(ada, 'ada/past')
  const imported = page.locator('.session-line', { hasText: '3 files were imported' })
  await expect(imported).toHaveCount(1)
  await expect(imported).toContainText('Ada')
  await imported.getByRole('button', { name: /^Take back/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
  await expect(ada.thing('The frog')).toHaveCount(0)
  await expect(ada.thing('The pond')).toHaveCount(0)
  await expect(ada.thing('The owl')).toBeVisible()
  await ada.reads(/Written before/)
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(line(page, /^Before an import of 3 files/)).toBeVisible()
})

test('on a phone files are chosen, and what is wrong with them is said @hard', async ({ browser }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const { page } = await Person.meet(browser, server.url, 'Ada', phone)
  await page.goto('/')
  await page.getByRole('button', { name: 'Import' }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: /^Markdown files/ }).click()
  const buffer = Buffer.from([0xff, 0xfe])
  await (await choosing).setFiles({ name: 'a.md', mimeType: 'text/markdown', buffer })
  await expect(page.getByRole('alert')).toHaveText(
    'a.md: this is not text in UTF-8. Save it as UTF-8 in your editor.',
  )
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})
