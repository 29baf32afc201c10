// A real nginx in front of a node, where one is installed: a process of its own with its own settings and
// folder, on this machine alone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { temporaryFolder, until } from '../process.ts'
import { freePort } from './free-port.ts'

const PROGRAM = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx'].find((path) =>
  existsSync(path),
)
export const hasNginx = PROGRAM !== undefined

interface Nginx extends AsyncDisposable {
  readonly url: string
  /** Goes on by other lines of its `server`. */
  change(lines: string): Promise<void>
}

/** `lines` are those of its `server`, beside what every node needs. */
export async function openNginx(target: string, lines: string): Promise<Nginx> {
  if (PROGRAM === undefined) throw new Error('nginx is not installed')
  const folder = temporaryFolder()
  const port = await freePort()
  const settings = `${folder}/nginx.conf`
  const write = (own: string): void => writeFileSync(settings, settingsFor({ target, port, folder, own }))
  write(lines)
  const child = spawn(PROGRAM, ['-p', folder, '-c', settings, '-e', `${folder}/error.log`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  const answers = (): Promise<boolean> =>
    fetch(`${url}/api/me`).then(
      () => true,
      () => false,
    )
  await until('nginx answers', answers)
  let changes = 0
  return {
    url,
    async change(own) {
      changes += 1
      const path = `/changed-${changes}`
      write(`${own} location = ${path} { return 204; }`)
      child.kill('SIGHUP')
      await until('nginx has other settings', async () => (await fetch(`${url}${path}`)).status === 204)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Settings {
  readonly target: string
  readonly port: number
  readonly folder: string
  readonly own: string
}

function settingsFor({ target, port, folder, own }: Settings): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n  ')}
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
    ${own}
    location / {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }
  }
}
`
}
