// Options of the command line and the environment, and how a node answers nonsense.
import { describe, expect, it } from 'vitest'
import { readStartRequest, type Config } from '../../../server/config/node-config.ts'
import { runServer } from '../../process.ts'

function configOf(args: readonly string[], environment: Record<string, string> = {}): Config {
  const wish = readStartRequest(args, environment)
  if (wish.kind !== 'serve') throw new Error(`expected a config, not ${JSON.stringify(wish)}`)
  return wish.config
}

function sentenceOf(args: readonly string[], environment: Record<string, string> = {}): string {
  const wish = readStartRequest(args, environment)
  return wish.kind === 'wrong' ? wish.sentence : `(${wish.kind})`
}

describe('config', () => {
  it('has the defaults that the README promises', () => {
    expect(configOf([])).toEqual({
      port: 7070,
      host: '127.0.0.1',
      data: `${process.cwd()}/data`,
      store: { kind: 'sqlite' },
      pictures: null,
      inside: null,
      insideListen: null,
      busyFrom: 0.6,
      isPasswordShown: false,
      access: 'accounts',
      origins: [],
      proxies: [],
      tls: null,
      providers: [],
      peers: 'open',
      peersPrivate: false,
      peersAuthorities: null,
      peersCacheBytes: 1000 * 1024 * 1024,
      nearby: false,
      connectionsMax: 10_000,
      backups: { folder: `${process.cwd()}/data-backups`, plan: null },
      alarms: null,
      metrics: { readers: 'local', token: null },
      logLevel: 'info',
    })
  })

  it('reads every option from the command line', () => {
    const args =
      '--port 0 --host=::1 --data /x --store sqlite --access open --connections 5 --metrics anyone --log-level warn'
    const origins = ['--origin', 'https://a.example', '--origin', 'http://b.example:81/']
    const proxies = ['--proxies', '10.0.0.0/8, ::1', '--proxies', '192.0.2.1']
    const tls = ['--tls-cert', '/c', '--tls-key', '/k']
    const peers = ['--peers', 'closed', '--peers-private=10.0.0.0/8, fd00::/8']
    const backups = ['--backups', '/b', '--backup-every', 'week', '--backup-at', '23', '--backup-keep', '2']
    peers.push('--peers-cache', '5', '--nearby=192.168.0.5', '--peers-authorities', '/ca.pem')
    expect(configOf([...args.split(' '), ...origins, ...proxies, ...tls, ...peers, ...backups])).toEqual({
      port: 0,
      host: '::1',
      data: '/x',
      store: { kind: 'sqlite' },
      pictures: null,
      inside: null,
      insideListen: null,
      busyFrom: 0.6,
      isPasswordShown: false,
      access: 'open',
      origins: ['https://a.example', 'http://b.example:81'],
      proxies: ['10.0.0.0/8', '::1', '192.0.2.1'],
      tls: { cert: '/c', key: '/k' },
      providers: [],
      peers: 'closed',
      peersPrivate: ['10.0.0.0/8', 'fd00::/8'],
      peersAuthorities: '/ca.pem',
      peersCacheBytes: 5 * 1024 * 1024,
      nearby: '192.168.0.5',
      backups: { folder: '/b', plan: { everyHours: 168, atHour: 23, keep: 2 } },
      alarms: null,
      connectionsMax: 5,
      metrics: { readers: 'anyone', token: null },
      logLevel: 'warn',
    })
  })

  it('reads the environment, and lets a flag win over it', () => {
    const environment = {
      INKLAND_PORT: '81',
      INKLAND_DATA: '/y',
      INKLAND_ORIGIN: 'https://a.example,https://b.example',
      INKLAND_LOG_LEVEL: 'debug',
      INKLAND_PROXIES: '10.0.0.1,10.0.0.2',
      INKLAND_TLS_CERT: '/c',
      INKLAND_TLS_KEY: '/k',
      INKLAND_PEERS: 'off',
      INKLAND_PEERS_PRIVATE: 'yes',
      INKLAND_NEARBY: 'yes',
    }
    expect(configOf(['--port', '82'], environment)).toMatchObject({
      port: 82,
      data: '/y',
      origins: ['https://a.example', 'https://b.example'],
      proxies: ['10.0.0.1', '10.0.0.2'],
      tls: { cert: '/c', key: '/k' },
      peers: 'off',
      peersPrivate: true,
      nearby: true,
      logLevel: 'debug',
    })
  })

  it('says where a database is, and whether a password was said where others read it', () => {
    const url = 'postgres://ada:secret@db.example/worlds'
    const address = { host: 'db.example', database: 'worlds', name: 'db.example/worlds' }
    const store = { kind: 'postgres', database: address }
    expect(configOf([], { INKLAND_STORE: url })).toMatchObject({ store, isPasswordShown: false })
    expect(configOf(['--store', url])).toMatchObject({ store, isPasswordShown: true })
    expect(JSON.stringify(configOf(['--store', url]))).not.toContain('secret')
  })

  it('says where the other processes reach this one', () => {
    const args = ['--store', 'postgres://db.example/worlds', '--inside', '10.0.0.5:7071']
    expect(configOf(args)).toMatchObject({ inside: '10.0.0.5:7071', insideListen: null })
    expect(configOf(args, { INKLAND_INSIDE_LISTEN: '[::]:7071' })).toMatchObject({
      insideListen: '[::]:7071',
    })
  })

  it('takes --peers-private alone for all private networks', () => {
    expect(configOf(['--peers-private', '--port', '82'])).toMatchObject({ peersPrivate: true, port: 82 })
  })

  it.each([
    [['--prot', '1'], '--prot'],
    [['seven'], 'seven'],
    [['--port'], '--port'],
    [['--port', '--host', 'x'], '--port'],
    [['--port', '70000'], '65535'],
    [['--port', '7e3'], '7e3'],
    [['--port', ''], '--port'],
    [['--host', 'a b'], 'a b'],
    [['--host', 'localhost:80'], 'localhost:80'],
    [['--data', ' '], '--data'],
    [['--access', 'closed'], 'closed'],
    [['--inside', '10.0.0.5:7071'], 'one database'],
    [['--store', 'postgres://db/worlds', '--inside', '10.0.0.5'], '--inside takes a host and a port'],
    [['--origin', 'my.domain'], 'my.domain'],
    [['--origin', 'https://my.domain/path'], 'path'],
    [['--origin', 'ftp://my.domain'], 'ftp:'],
    [['--proxies', 'proxy.lan'], 'proxy.lan'],
    [['--proxies', '10.0.0.0/33'], '10.0.0.0/33'],
    [['--tls-cert', 'c.pem'], '--tls-key'],
    [['--tls-key', 'k.pem'], '--tls-cert'],
    [['--connections', '0'], 'connections'],
    [['--metrics', 'all'], 'all'],
    [['--log-level', 'loud'], 'loud'],
    [['--peers', 'on'], 'off'],
    [['--peers-private=attic.local'], 'attic.local'],
    [['--peers-private', '10.0.0.0/8'], '10.0.0.0/8'],
    [['--nearby=attic.local'], 'attic.local'],
    [['--help=yes'], 'help'],
  ])('refuses %j in one sentence', (args, mentioned) => {
    const sentence = sentenceOf(args)
    expect(sentence).toContain(mentioned)
    expect(sentence).not.toContain('\n')
  })

  it('refuses nonsense from the environment too', () => {
    expect(sentenceOf([], { INKLAND_PORT: 'x' })).toContain('--port')
  })
})

describe('the program', () => {
  it('ends with 2 and one sentence on an option it does not know', async () => {
    const run = runServer(['--nonsense', 'x'])
    expect(await run.exit).toEqual({ code: 2, signal: null })
    expect(run.log()).toBe('There is no option --nonsense; see --help.\n')
    expect(run.lines).toEqual([])
  })

  it('explains itself on --help', async () => {
    const run = runServer(['--help'])
    expect(await run.exit).toEqual({ code: 0, signal: null })
    expect(run.lines.join('\n')).toContain('--data')
  })
})
