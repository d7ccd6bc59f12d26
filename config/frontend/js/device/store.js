// What this device keeps, in IndexedDB: pages and the service worker both reach it, and one
// transaction writes one row whole. Stores: outbox (answers not sent yet), notes (what became of
// them), saved (lessons kept for reading off line), facts (who the device belongs to now;
// where a reader stood in a lesson kept here).
const NAME = "hvs";
const STORES = { outbox: "id", notes: "id", saved: "id", facts: "name" };
let opening;

function database() {
  opening =
    opening ||
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(STORES)) {
          request.result.createObjectStore(store, { keyPath, autoIncrement: keyPath === "id" });
        }
      };
      request.onsuccess = () => {
        const forget = () => (opening = null);
        request.result.onversionchange = () => {
          request.result.close();
          forget();
        };
        request.result.onclose = forget;
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((error) => {
      opening = null;
      throw error;
    });
  return opening;
}

/** Does one thing with one store; resolves once it is written. */
async function once(store, mode, act) {
  const transaction = (await database()).transaction(store, mode);
  return new Promise((resolve, reject) => {
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Every row of a store, oldest first. */
export const all = (store) => once(store, "readonly", (rows) => rows.getAll());
export const get = (store, key) => once(store, "readonly", (rows) => rows.get(key));
/** Writes a row and returns its key. */
export const put = (store, row) => once(store, "readwrite", (rows) => rows.put(row));
export const drop = (store, key) => once(store, "readwrite", (rows) => rows.delete(key));
