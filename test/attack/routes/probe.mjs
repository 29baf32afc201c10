// Loaded into a node before anything else: writes down every route that its Express serves, with the rule
// that it carries, into the file that PROBE names. Routes of the API come with the first request for one.
import { writeFileSync } from 'node:fs'
import express from 'express'

const { use } = express.application
let app
express.application.use = function (...given) {
  app = this
  return use.apply(this, given)
}

const { use: useInRouter } = express.Router.prototype
express.Router.prototype.use = function (...given) {
  if (app) setImmediate(() => writeFileSync(process.env.PROBE, JSON.stringify(routesIn(app.router, ''))))
  return useInRouter.apply(this, given)
}

function routesIn(router, mount) {
  return router.stack.flatMap((layer) => {
    if (layer.route) return routesOf(layer.route, mount)
    if (!layer.handle.stack) return []
    return routesIn(layer.handle, layer.rawPath === '/api' ? '/api' : mount)
  })
}

function routesOf({ path, stack }, mount) {
  const paths = Array.isArray(path) ? path : [path]
  return paths.flatMap((one) =>
    stack.map(({ method, handle }) => ({
      method: method ?? 'all',
      path: `${mount}${one}`,
      rule: handle.rule ?? null,
    })),
  )
}
