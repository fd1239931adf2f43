import react from "@vitejs/plugin-react";

// Plain names, no hashes: what is committed changes only where its source does.
export default {
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../chat_api/static",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    license: false,
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: {
        widget: "src/loader.ts",
        chat: "src/chat.tsx",
        page: "src/page.ts",
        component: "src/component.ts",
      },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
};
